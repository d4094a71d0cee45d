"""A finished run's folder to damage, and what is said of it then."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fer import comparison
from fer.runs import BrokenRun, all_runs


@pytest.fixture
def folder(finished_folder: Callable[..., Path]) -> Path:
    """The folder of a finished run, the only one."""
    return finished_folder("bad")


@pytest.fixture
def reason() -> Callable[[], str]:
    """Tells why the only run is broken: one sentence, not long."""

    def tell() -> str:
        (run,) = all_runs()
        assert isinstance(run, BrokenRun), "the folder passes for a run"
        assert comparison.finished([run]) == []
        assert run.reason.endswith(".")
        assert run.reason.isprintable()
        assert len(run.reason) < 300
        return run.reason

    return tell


@pytest.fixture
def change() -> Callable[[Path, tuple, object], None]:
    """Sets a value deep in a JSON file."""

    def put(path: Path, place: tuple, value: object) -> None:
        document = inner = json.loads(path.read_text())
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = value
        path.write_text(json.dumps(document))

    return put
