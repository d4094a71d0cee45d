"""The app, run on one page, and a run that needs no training."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from fer import runs
from fer.models import scaled
from fer.models.weights import initial
from fer.runs import Run, RunConfig, weights
from fer.runs.run import WEIGHTS

APP = Path(__file__).parents[2] / "app.py"


def open_app(page: str) -> AppTest:
    """The app, to be run on one of its pages."""
    return AppTest.from_file(APP, default_timeout=60).switch_page(page)


@pytest.fixture
def untrained_run() -> Callable[..., Run]:
    """Makes a run that can be asked at once: its weights are as they were drawn."""

    def make(name: str = "cnn-61k", family: str = "cnn") -> Run:
        network = scaled(family, 0.05)
        folder = runs.create(RunConfig(name, network, None, 0.05, "synthetic", "0" * 16))
        weights.save_half(folder / WEIGHTS, initial(network.layers, 0))
        return runs.find(name)

    return make
