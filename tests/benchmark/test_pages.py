import os

import pytest

from fer.benchmark import pages
from fer.errors import FerError
from fer.runs import all_runs


def test_what_is_timed_leaves_nothing_behind(finished_run) -> None:
    finished_run("mine")
    before = os.environ["FER_ARTIFACTS"]
    result = pages.measure(runs=4, rounds=1)
    assert result["runs"] == 4
    assert result["loop"]["loops"] == 1
    assert result["plots"]["loops"] > 0
    assert result["compare"]["loops"] > 0
    assert os.environ["FER_ARTIFACTS"] == before
    assert [run.name for run in all_runs()] == ["mine"]


def test_without_a_run_there_is_nothing_to_copy() -> None:
    with pytest.raises(FerError, match="train one first"):
        pages.measure(runs=1)
