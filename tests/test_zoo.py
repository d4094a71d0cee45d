"""The runs that come with the project keep the contract of a run's folder."""

import numpy as np
import pytest

from fer.export import kept
from fer.models import PRESETS
from fer.paths import REPOSITORY
from fer.runs import Run
from fer.runs.card import model_card
from fer.runs.run import CARD, WEIGHTS, read
from fer.runs.weights import half_bytes
from fer.schema import FER2013

FOLDERS = sorted((REPOSITORY / "artifacts" / "zoo").iterdir())
RUNS = [read(folder) for folder in FOLDERS if folder.is_dir()]


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_a_zoo_run_is_complete(run: Run) -> None:
    assert isinstance(run, Run), run.reason
    assert run.status.state == "finished"
    assert run.config.run == run.name
    assert (run.folder / CARD).read_text() == model_card(run.config, run.metrics)
    assert len(run.history()) == run.config.recipe.epochs
    if run.config.preset:
        assert run.config.architecture == PRESETS[run.config.preset]
    assert run.metrics["parameters"] == run.config.architecture.parameters
    assert run.metrics["macs"] == run.config.architecture.macs


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_its_figures_follow_from_its_predictions(run: Run) -> None:
    for split in set(FER2013.splits) - {"train"}:
        probabilities, labels, hashes = run.predictions(split)
        accuracy = (probabilities.argmax(axis=1) == labels).mean()
        # Rounded to float16, two classes may tie.
        second, first = np.sort(probabilities)[:, -2:].T
        ties = (first == second).mean()
        assert ties < 2e-3
        assert abs(accuracy - run.metrics["splits"][split]["accuracy"]) <= ties + 1e-9
        assert probabilities.dtype == np.float16
        assert len(hashes) == run.metrics["splits"][split]["n"]


def test_the_zoo_stays_small() -> None:
    files = (REPOSITORY / "artifacts" / "zoo").rglob("*")
    assert sum(file.stat().st_size for file in files if file.is_file()) < 100_000_000


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_a_budget_counts_the_file_that_is_shipped(run: Run) -> None:
    assert run.metrics["bytes"] == half_bytes(run.config.architecture.layers)
    if run.has_weights:
        assert run.metrics["bytes"] == (run.folder / WEIGHTS).stat().st_size


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_its_kept_exports_are_of_these_weights(run: Run) -> None:
    for path in run.folder.glob("*.zip"):
        assert kept.archive(run, *path.stem.split("-")) == path
