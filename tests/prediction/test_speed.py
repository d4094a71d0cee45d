import pytest

from fer import comparison
from fer.prediction import milliseconds, with_milliseconds


def test_a_run_is_timed_once(finished_run) -> None:
    run = finished_run("tiny")
    assert milliseconds(run) > 0
    assert milliseconds(run) == milliseconds(run)


def test_a_table_is_filled_in_and_what_cannot_be_timed_stays_empty(finished_run) -> None:
    runs = {name: finished_run(name) for name in ("good", "torn")}
    (runs["torn"].folder / "model.safetensors").write_bytes(b"")
    shares: list[float] = []
    frame = with_milliseconds(comparison.table(list(runs.values())), runs, shares.append)
    frame = frame.set_index("run")
    assert frame.loc["good", "milliseconds"] == pytest.approx(milliseconds(runs["good"]))
    assert frame["milliseconds"].isna().sum() == 1
    assert shares == [0.5, 1.0]
