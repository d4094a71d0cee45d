from collections.abc import Callable
from pathlib import Path

import pytest

from fer import comparison, files
from fer.comparison.exports import best_file, exports, words
from fer.runs import Run, find
from fer.runs.exports import EXPORTS


def file(format: str, numbers: str | None, size: int, accuracy: float, flash: int | None = None):
    figures = {"n": 35, "accuracy": accuracy, "ci95": [accuracy - 0.1, accuracy + 0.1]}
    return {
        "format": format,
        "quantize": numbers,
        "bytes": size,
        "splits": {"private": figures, "public": figures},
        "milliseconds": size / 1000,
        "largest_difference": 0.1,
        "flash": flash,
    }


@pytest.fixture
def run(finished_folder: Callable[..., Path]) -> Run:
    """One with three measured files, and one with none beside it."""
    finished_folder("other")
    finished_folder("mine")
    run = find("mine")
    rows = [
        file("onnx", None, 2000, 0.6),
        file("onnx", "int8", 900, 0.59),
        file("c", "int8", 5000, 0.58, 700),
    ]
    files.write_json(run.folder / EXPORTS, {"weights": run.weights_hash(), "files": rows})
    return run


def test_the_best_file_keeps_to_every_limit(run: Run) -> None:
    runs = [run, find("other")]
    found, frame = exports(runs), comparison.table(runs)
    assert list(found["bytes"]) == [2000, 900, 700]

    def best(**limits: float):
        return best_file(found, frame, limits, "private")

    assert best(bytes=10_000)["file"] == "ONNX float32"
    assert best(bytes=1000)["file"] == "ONNX int8"
    assert best(bytes=1000, milliseconds=0.5) is None
    assert best(bytes=800)["file"] == "C int8"
    assert best(bytes=10_000, parameters=1) is None
    assert best_file(found, frame, {"bytes": 10_000}, "validation") is None
    said = words(best(bytes=1000), "private")
    assert "**mine** in ONNX int8, 59.0% (95% interval 49.0% to 69.0%), 0.879 KB" in said


@pytest.mark.parametrize(
    "content", [{}, {"weights": "0", "files": [{"format": "onnx"}]}, [1], "no"]
)
def test_what_is_damaged_or_of_other_weights_is_left_out(run: Run, content: object) -> None:
    files.write_json(run.folder / EXPORTS, content)
    assert exports([run]).empty
