"""Many runs: what was read and worked out once is not read or worked out again."""

from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

from fer import comparison
from fer.benchmark.pages import add_runs
from fer.charts.scatter import scatter
from fer.runs import all_runs
from fer.runs.run import CONFIG, HISTORY, METRICS
from fer.runs.status import FILE

RUNS, SEEDS = 61, 3


def test_a_redraw_reads_no_file_again(
    finished_run, artifacts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_runs(finished_run("run-0"), RUNS - 1, SEEDS)
    read, measured = Counter(), Counter()
    table = import_module("fer.comparison.table")
    read_bytes, measure = Path.read_bytes, table.measure

    def counted_read(path: Path) -> bytes:
        if path.parent.name.startswith("copy-"):
            read[path.name] += 1
        return read_bytes(path)

    def counted_measure(metrics: dict) -> dict:
        measured["runs"] += 1
        return measure(metrics)

    monkeypatch.setattr(Path, "read_bytes", counted_read)
    monkeypatch.setattr(table, "measure", counted_measure)

    def draw() -> int:
        points = comparison.points(comparison.table(comparison.finished(all_runs())), "private")
        figure = scatter(points, "parameters", "private", line=True)
        marked = (trace.customdata for trace in figure.data)
        return sum(len(runs) for runs in marked if runs is not None)

    assert draw() == 1 + (RUNS - 1) // SEEDS
    assert read == dict.fromkeys((CONFIG, METRICS, HISTORY, FILE), RUNS - 1)
    assert measured == {"runs": RUNS}
    read.clear()
    assert draw() == 1 + (RUNS - 1) // SEEDS
    assert not read
    assert measured == {"runs": RUNS}
