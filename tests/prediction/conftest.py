"""Runs that can be asked at once."""

from collections.abc import Callable

import pytest

from fer import runs
from fer.models import FamilyName, scaled
from fer.runs import Run, RunConfig, weights
from fer.runs.run import WEIGHTS


@pytest.fixture
def asked_run() -> Callable[..., Run]:
    """Makes a run with weights as they were drawn."""

    def make(name: str = "mine", family: FamilyName = "cnn", width: float = 0.05) -> Run:
        from fer.models.network import build

        network = scaled(family, width)
        folder = runs.create(RunConfig(name, network, None, width, "synthetic", "0" * 16))
        model = build(network.layers)
        weights.save_half(folder / WEIGHTS, {each.path: each.numpy() for each in model.weights})
        return runs.find(name)

    return make
