import json
import shutil
from collections.abc import Callable

import pytest

from fer import files, paths
from fer.cli import main
from fer.runs import Run
from fer.runs.run import METRICS


@pytest.fixture
def shipped(finished_run: Callable[..., Run]) -> Run:
    run = finished_run("shipped")
    paths.ZOO.mkdir(parents=True)
    shutil.move(run.folder, paths.ZOO / run.name)
    return run


def test_figures_that_are_right_are_told(shipped: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["split"] for row in rows] == ["validation", "public", "private"]
    assert all(row["run"] == "shipped" and row["images"] == 0 for row in rows)


def test_a_figure_that_is_not_that_of_the_weights_fails(
    shipped: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    path = paths.ZOO / shipped.name / METRICS
    metrics = json.loads(path.read_text())
    metrics["splits"]["private"]["accuracy"] += 0.5
    files.write_json(path, metrics)
    assert main(["verify"]) == 1
    assert "Figures that are not those shipped: shipped" in capsys.readouterr().err


def test_a_run_that_is_none_of_the_zoos(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--runs", "mine"]) == 1
    assert "no run 'mine'" in capsys.readouterr().err
