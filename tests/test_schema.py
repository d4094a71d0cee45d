"""Classes and splits of one's own, from the data set through a run to its answers."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import fer
from fer import comparison, data, engines, prediction
from fer.comparison import pairs
from fer.data import Dataset
from fer.data.samples import Samples
from fer.errors import FerError
from fer.export import export
from fer.runs import Run, RunConfig, find
from fer.runs.config import CONFIG
from fer.schema import FER2013, Schema
from fer.training import session
from fer.training.report import evaluate

CLASSES = ("awake", "sleepy", 'say "ah"')


def test_a_schema_is_kept_with_its_set(own_set: Dataset, artifacts: Path) -> None:
    assert data.load("own").schema == Schema(CLASSES)
    about = json.loads((artifacts / "data" / "own" / "dataset.json").read_text())
    assert about["schema"] == {"classes": list(CLASSES), "test": ["test"], "image_size": 48}
    info = data.info(own_set)
    assert {part: row["total"] for part, row in info["counts"].items()} == {
        "training": 120,
        "test": 24,
    }
    assert info["counts"]["test"]["sleepy"] == 8
    assert info["duplicates"]["test_with_twin_in_training"] == 0


def test_a_set_older_than_schemas_is_of_fer2013s(dataset: Dataset, artifacts: Path) -> None:
    file = artifacts / "data" / dataset.name / "dataset.json"
    file.write_text(json.dumps({"schema": 1, "version": 1, "fingerprint": dataset.fingerprint}))
    assert data.load(dataset.name).schema == FER2013
    file.write_text(json.dumps({"schema_version": 9, "schema": {}}))
    with pytest.raises(FerError, match=r"is damaged .* import it again"):
        data.load(dataset.name)


def test_labels_of_other_classes_have_another_fingerprint() -> None:
    images = np.zeros((4, 48, 48), np.uint8)
    arrays = images, np.array([0, 1, 0, 1], np.uint8), np.array([0, 0, 1, 1], np.uint8)
    prints = {
        Samples(*arrays, schema).fingerprint()
        for schema in (Schema(("a", "b")), Schema(("b", "a")), Schema(("a", "c")), FER2013)
    }
    assert len(prints) == 4


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"classes": ("one",)}, "2 to 50 classes, not 1"),
        ({"classes": tuple(map(str, range(51)))}, "2 to 50 classes, not 51"),
        ({"classes": ("a", "a")}, "Two classes are called 'a'"),
        ({"classes": ("a", "b\n")}, "cannot name a class"),
        ({"classes": ("a", "x" * 41)}, "cannot name a class"),
        ({"classes": ("a", "total")}, "No class can be called 'total'"),
        ({"test": ()}, "The test splits are"),
        ({"test": ("exam",)}, "The test splits are"),
        ({"image_size": 64}, "48 pixels a side, not 64"),
    ],
)
def test_what_no_schema_can_be(settings: dict, fault: str) -> None:
    with pytest.raises(FerError, match=fault):
        Schema(**{"classes": ("a", "b"), **settings})


def test_a_run_of_version_2_learnt_fer2013s_classes(new_run: Callable[..., Run]) -> None:
    values = new_run().config.to_json()
    del values["schema"]
    assert RunConfig.from_json(values | {"schema_version": 2}).schema == FER2013
    with pytest.raises(FerError, match="lacks schema"):
        RunConfig.from_json(values)


def test_a_run_says_what_it_learnt(own_set: Dataset, new_run: Callable[..., Run]) -> None:
    run = new_run(learns=own_set)
    assert run.config.schema == own_set.schema
    assert run.config.architecture.classes == 3
    assert json.loads((run.folder / CONFIG).read_text())["schema"]["classes"] == list(CLASSES)
    assert "classes" not in json.loads((run.folder / CONFIG).read_text())
    assert replace(run.config, schema=FER2013).architecture.classes == 7


def test_three_classes_and_one_test_split_are_learnt_and_asked(
    own_set: Dataset, dataset: Dataset, new_run: Callable[..., Run], finished_run
) -> None:
    run = new_run(learns=own_set, epochs=8)
    assert session.train(run).state == "finished"
    run = find("tiny")
    assert list(run.metrics["splits"]) == ["train", "validation", "test"]
    assert list(run.metrics["averaged"]["splits"]) == ["test"]
    figures = run.metrics["splits"]["test"]
    assert figures["n"] == 24
    assert tuple(figures["recall"]) == CLASSES
    assert np.shape(figures["confusion"]) == (3, 3)
    assert figures["accuracy"] > 0.5
    assert evaluate(run, "test", engines.load()) == figures
    with pytest.raises(FerError, match="'tiny' has no split private: choose train, validation"):
        evaluate(run, "private", engines.load())
    card = (run.folder / "README.md").read_text()
    assert "3 classes (awake, sleepy" in card
    assert "test chose nothing" in card
    assert "somebody's reading of each face" in card

    table = comparison.table([run])
    assert table.loc[0, "test"] == figures["accuracy"] == table.loc[0, "pooled"]
    assert table["private"].isna().all()
    assert list(comparison.offered(own_set.schema)) == [
        "test", "validation", "untwinned", "balanced", "macro_f1", "averaged", "lost",
    ]  # fmt: skip
    assert len(pairs.answers(run)) == 24
    assert "Test: " in comparison.describe(run)

    faces = np.asarray(own_set.images[:4])
    model = fer.load("tiny")
    assert model.labels == CLASSES
    assert model.predict(faces).shape == (4, 3)
    other = finished_run("seven")
    ((mine, theirs),) = prediction.predict([run, other], [faces[:1]])
    assert mine.label in CLASSES
    assert tuple(mine.to_json()["calibrated"]) == CLASSES
    assert theirs.label in FER2013.classes
    assert prediction.saliency(prediction.network(run), faces[0], 2).shape == (48, 48)


@pytest.mark.parametrize("format", ["onnx", "c", "keras"])
def test_an_export_carries_the_runs_classes(
    own_set: Dataset, finished_run: Callable[..., Run], tmp_path: Path, format: str
) -> None:
    run = finished_run(learns=own_set)
    result = export(run, format, None, tmp_path / "out")
    assert set(result["splits"]) == {"test"}
    assert result["splits"]["test"]["n"] == 24
    assert tuple(json.loads((tmp_path / "out" / "example.json").read_text())["logits"]) == CLASSES
    assert ", ".join(CLASSES) in (tmp_path / "out" / "README.md").read_text()
    if format == "c":
        assert '"say \\"ah\\""' in (tmp_path / "out" / "fer_model.c").read_text()
    else:
        assert str(list(CLASSES)) in (tmp_path / "out" / "run.py").read_text()
