"""Every test has an empty place for runs and data sets, and an empty zoo."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from fer import paths
from fer.data import Dataset
from fer.data.samples import Samples
from fer.data.store import save
from fer.models import Architecture
from fer.runs import Distillation, Recipe, Run, RunConfig, create, find

TINY = Architecture("cnn", (2, 2, 2, 4, 4, 4, 8, 8, 8))


@pytest.fixture(autouse=True)
def artifacts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "artifacts"
    monkeypatch.setenv("FER_ARTIFACTS", str(folder))
    monkeypatch.setattr(paths, "ZOO", folder / "zoo")
    return folder


@pytest.fixture
def dataset() -> Dataset:
    """40 training, 5 public and 5 private images a class; a class is a shade of gray on noise."""
    random = np.random.default_rng(0)
    labels = np.repeat(np.arange(7, dtype=np.uint8), 50)
    usage = np.tile(np.repeat(np.array([0, 1, 2], np.uint8), (40, 5, 5)), 7)
    images = random.integers(0, 60, (350, 48, 48), np.uint8)
    # A bright square whose place is the class.
    for image, label in zip(images, labels, strict=True):
        image[6 * label : 6 * label + 8, 6 * label : 6 * label + 8] += 150
    return save("squares", Samples(images, labels, usage))


@pytest.fixture
def new_run(dataset: Dataset) -> Callable[..., Run]:
    """Makes a queued run of a tiny network."""

    def make(
        name: str = "tiny",
        *,
        epochs: int = 2,
        architecture: Architecture = TINY,
        distillation: Distillation | None = None,
        seed: int = 0,
    ) -> Run:
        recipe = Recipe(epochs=epochs, batch_size=32)
        create(
            RunConfig(
                run=name,
                architecture=architecture,
                preset=None,
                width=None,
                data=dataset.name,
                fingerprint=dataset.fingerprint,
                seed=seed,
                recipe=recipe,
                distillation=distillation,
            )
        )
        return find(name)

    return make


@pytest.fixture
def finished_run(new_run: Callable[..., Run], dataset: Dataset) -> Callable[..., Run]:
    """Makes a finished run without training: its weights are as they were drawn."""

    def make(name: str = "tiny", **settings: object) -> Run:
        from fer.models.network import build
        from fer.runs import Status, weights
        from fer.runs import run as run_files
        from fer.runs import status as run_status
        from fer.training.report import write_report

        run = new_run(name, **settings)
        model = build(run.config.architecture.layers)
        weights.save_half(
            run.folder / run_files.WEIGHTS, {each.path: each.numpy() for each in model.weights}
        )
        run_files.write_history(
            run.folder,
            [dict.fromkeys(run_files.HISTORY_COLUMNS, 0.5) | {"epoch": n} for n in (1, 2)],
        )
        write_report(run.folder, run.config, dataset)
        run_status.write(run.folder, Status("finished", epoch=2))
        return find(name)

    return make
