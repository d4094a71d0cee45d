"""Every test has an empty place for runs and data sets, and an empty zoo."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from fer import engines, evaluation, files, paths
from fer.data import Dataset, load
from fer.data.samples import Samples
from fer.data.store import save
from fer.engines import choice
from fer.models import Architecture, scaled
from fer.models.weights import initial
from fer.runs import Distillation, Recipe, Run, RunConfig, Status, create, find, weights
from fer.runs import run as run_files
from fer.runs import status as run_status
from fer.runs.card import model_card
from fer.runs.config import EngineName
from fer.schema import FER2013, Schema

TINY = Architecture("cnn", (2, 2, 4, 4, 8), stages=(1, 1, 1, 1, 1))
"""Few layers, as it is their number that a compilation takes its time for."""


@pytest.fixture(autouse=True)
def artifacts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "artifacts"
    monkeypatch.setenv("FER_ARTIFACTS", str(folder))
    monkeypatch.setattr(paths, "ZOO", folder / "zoo")
    # A machine with a GPU is tested as one without.
    monkeypatch.setattr(choice, "gpu", lambda: None)
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
def own_set() -> Dataset:
    """A set of three classes and one test split: 40 training and 8 test images a class."""
    random = np.random.default_rng(1)
    labels = np.repeat(np.arange(3, dtype=np.uint8), 48)
    usage = np.tile(np.repeat(np.array([0, 1], np.uint8), (40, 8)), 3)
    images = random.integers(0, 60, (144, 48, 48), np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[12 * label : 12 * label + 12, 12 * label : 12 * label + 12] += 150
    return save("own", Samples(images, labels, usage, Schema(("awake", "sleepy", 'say "ah"'))))


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
        engine: EngineName = "tensorflow",
        learns: Dataset | None = None,
        **settings: object,
    ) -> Run:
        recipe, learnt = Recipe(epochs=epochs, batch_size=32, **settings), learns or dataset
        create(
            RunConfig(
                run=name,
                architecture=architecture,
                preset=None,
                width=None,
                data=learnt.name,
                fingerprint=learnt.fingerprint,
                schema=learnt.schema,
                seed=seed,
                recipe=recipe,
                distillation=distillation,
                engine=engine,
            )
        )
        return find(name)

    return make


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built-in data set, which takes seconds to draw."""
    folder = tmp_path_factory.mktemp("drawn")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FER_ARTIFACTS", str(folder))
        load("synthetic")
    return folder / "data" / "synthetic"


@pytest.fixture
def synthetic_set(drawn: Path, artifacts: Path) -> Dataset:
    """The built-in data set, drawn already."""
    shutil.copytree(drawn, artifacts / "data" / "synthetic")
    return load("synthetic")


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Callable[[RunConfig, Dataset], Path]:
    """A folder with what a finished run of a network leaves; made once and copied from."""
    made: dict[object, Path] = {}

    def report(config: RunConfig, dataset: Dataset) -> Path:
        key = config.architecture, config.fingerprint, config.validation, config.distillation
        if config.distillation or key not in made:
            from fer.training.report import write_report

            folder = tmp_path_factory.mktemp("report")
            weights.save_half(folder / run_files.WEIGHTS, initial(config.architecture.layers, 0))
            rows = [dict.fromkeys(run_files.HISTORY_COLUMNS, 0.5) | {"epoch": n} for n in (1, 2)]
            run_files.write_history(folder, rows)
            write_report(folder, config, dataset, engines.load())
            made[key] = folder
        return made[key]

    return report


@pytest.fixture
def finished_run(
    new_run: Callable[..., Run], reports: Callable[[RunConfig, Dataset], Path], dataset: Dataset
) -> Callable[..., Run]:
    """Makes a finished run without training: its weights are as they were drawn."""

    def make(name: str = "tiny", **settings: object) -> Run:
        run = new_run(name, **settings)
        report = reports(run.config, settings.get("learns") or dataset)
        for file in (run_files.WEIGHTS, run_files.HISTORY, run_files.PREDICTIONS):
            shutil.copyfile(report / file, run.folder / file)
        metrics = json.loads((report / run_files.METRICS).read_text()) | {"run": name}
        files.write_json(run.folder / run_files.METRICS, metrics)
        files.write_text(run.folder / run_files.CARD, model_card(run.config, metrics))
        run_status.write(run.folder, Status("finished", epoch=2))
        return find(name)

    return make


@pytest.fixture
def untrained_run() -> Callable[..., Run]:
    """Makes a run that can be asked at once: its weights are as they were drawn."""

    def make(
        name: str = "mine", family: str = "cnn", width: float = 0.05, schema: Schema = FER2013
    ) -> Run:
        network = scaled(family, width)
        config = RunConfig(name, network, None, width, "synthetic", "0" * 16, schema=schema)
        folder = create(config)
        weights.save_half(folder / run_files.WEIGHTS, initial(config.architecture.layers, 0))
        return find(name)

    return make


@pytest.fixture
def finished_folder() -> Callable[..., Path]:
    """Writes the folder of a finished run without TensorFlow and without a data set.

    Its answers are drawn, and so are its weights, which give other answers.
    """

    def make(
        name: str = "good",
        *,
        epochs: int = 2,
        images: int = 35,
        data: str = "fer2013",
        fingerprint: str = "0" * 16,
    ) -> Path:
        random = np.random.default_rng(0)
        config = RunConfig(name, TINY, None, None, data, fingerprint, recipe=Recipe(epochs))
        folder = create(config)
        weights.save_half(folder / run_files.WEIGHTS, initial(TINY.layers, 1))
        run_files.write_history(
            folder,
            [
                dict.fromkeys(run_files.HISTORY_COLUMNS, 0.5) | {"epoch": epoch + 1}
                for epoch in range(epochs)
            ],
        )
        labels = np.arange(images, dtype=np.uint8) % 7
        splits, averaged, arrays = {}, {}, {}
        for split in FER2013.splits:
            said = evaluation.softmax(random.normal(size=(images, 7)))
            splits[split] = evaluation.figures(said, labels, FER2013.classes)
            of_split = {key: splits[split][key] for key in ("n", "accuracy", "ci95")}
            if split in FER2013.test:
                averaged[split] = of_split
                splits[split]["without_twins"] = dict(of_split)
            if split != "train":
                arrays[f"{split}_probabilities"] = said.astype(np.float16)
                arrays[f"{split}_labels"] = labels
                arrays[f"{split}_hashes"] = np.arange(images, dtype=np.uint64)
        np.savez_compressed(folder / run_files.PREDICTIONS, **arrays)
        metrics = {
            "run": name,
            "parameters": TINY.parameters,
            "macs": TINY.macs,
            "bytes": (folder / run_files.WEIGHTS).stat().st_size,
            "best_epoch": 1,
            "training_seconds": 1.0,
            "training_images_per_second": 100.0,
            "splits": splits,
            "averaged": {"views": 10, "splits": averaged},
        }
        files.write_json(folder / run_files.METRICS, metrics)
        files.write_text(folder / run_files.CARD, model_card(config, metrics))
        run_status.write(folder, Status("finished", epoch=epochs))
        return folder

    return make
