"""What is unchanged is not read again."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from fer.errors import FerError
from fer.runs import all_runs, find, predictions
from fer.runs.run import CONFIG, HISTORY, METRICS, PREDICTIONS, WEIGHTS
from fer.runs.status import FILE


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Tells the names of the files that were opened since it was asked last."""
    names = []

    def read_bytes(path: Path) -> bytes:
        names.append(path.name)
        with path.open("rb") as file:
            return file.read()

    class ZipFile(predictions.ZipFile):
        def __init__(self, path: Path) -> None:
            names.append(path.name)
            super().__init__(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    monkeypatch.setattr(predictions, "ZipFile", ZipFile)

    def tell() -> list[str]:
        told, names[:] = sorted(names), []
        return told

    return tell


def test_nothing_unchanged_is_read_again(finished_folder, opened) -> None:
    folder = finished_folder("one")
    (finished_folder("broken") / METRICS).write_text("[" * 100_000)
    once = [CONFIG, HISTORY, METRICS, PREDICTIONS, FILE]
    assert all_runs()
    assert opened() == sorted([*once, CONFIG, METRICS, FILE])
    runs = all_runs()
    assert opened() == []
    assert [type(run).__name__ for run in runs] == ["BrokenRun", "Run"]
    # It is the same object, by which `fer.comparison` knows what it has kept.
    assert all_runs()[1] is runs[1]
    os.utime(folder / PREDICTIONS, ns=(1, 1))
    all_runs()
    # They are checked together; `metrics.json` itself is unchanged.
    assert opened() == [HISTORY, PREDICTIONS]


def test_weights_are_hashed_again_once_they_change(finished_folder, opened) -> None:
    weights = finished_folder("one") / WEIGHTS
    before = find("one").weights_hash()
    assert opened().count(WEIGHTS) == 1
    assert find("one").weights_hash() == before
    assert opened().count(WEIGHTS) == 0
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    # The clock may not have ticked meanwhile.
    os.utime(weights, ns=(1, 1))
    opened()
    assert find("one").weights_hash() != before
    assert opened().count(WEIGHTS) == 1
    run = find("one")
    weights.unlink()
    with pytest.raises(FerError, match="no weights yet"):
        run.weights_hash()


def test_a_file_that_cannot_be_reached_is_told_again_and_again(finished_folder) -> None:
    folder = finished_folder("one")
    (folder / METRICS).unlink()
    (folder / METRICS).mkdir()
    for _ in range(2):
        (run,) = all_runs()
        assert run.reason == "metrics.json is no plain file."


def test_a_file_replaced_within_the_clocks_tick_is_read_again(finished_folder, opened) -> None:
    folder = finished_folder("one")
    before = (folder / CONFIG).stat()
    all_runs()
    (folder / CONFIG).write_text((folder / CONFIG).read_text().replace('"seed": 0', '"seed": 34'))
    os.utime(folder / CONFIG, ns=(before.st_atime_ns, before.st_mtime_ns))
    opened()
    assert all_runs()[0].config.validation.seed == 34
    assert CONFIG in opened()
