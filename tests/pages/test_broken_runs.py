"""Broken folders and odd names beside one good run: no page stops."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fer.runs import BrokenRun, all_runs
from fer.runs.run import CONFIG, HISTORY, METRICS, PREDICTIONS
from fer.runs.status import FILE

from .conftest import APP, AppTest, open_app, said, table, tick

ODD = "Größe -😀"

DAMAGES = {
    "deep": (METRICS, "[" * 100_000),
    "high": (METRICS, ("splits", "private", "accuracy"), "high"),
    "huge": (METRICS, ("bytes",), 10**400),
    "nowhere": (METRICS, ("splits", "public", "accuracy"), float("nan")),
    "wide": (CONFIG, ("channels",), [10**9] * 9),
    "former": (CONFIG, ("schema_version",), 1),
    "lost": (FILE, ("eta_seconds",), float("inf")),
    "later": (FILE, ("process",), 10**30),
    "wild": (HISTORY, "epoch\n1\n"),
    "torn": (PREDICTIONS, "PK"),
}


@pytest.fixture(autouse=True)
def folders(finished_folder: Callable[..., Path], dataset) -> None:
    """The good run, which has learnt `squares`, and the broken ones."""
    of_squares = {"data": dataset.name, "fingerprint": dataset.fingerprint}
    finished_folder("good", **of_squares)
    odd = finished_folder("odd", epochs=3, **of_squares)
    odd.rename(odd.with_name(ODD))
    for name, (file, *damage) in DAMAGES.items():
        path = finished_folder(name, **of_squares) / file
        if len(damage) == 1:
            path.write_text(damage[0])
            continue
        document = inner = json.loads(path.read_text())
        *steps, last = damage[0]
        for step in steps:
            inner = inner[step]
        inner[last] = damage[1]
        path.write_text(json.dumps(document))
    assert {run.name for run in all_runs() if isinstance(run, BrokenRun)} == set(DAMAGES)


@pytest.mark.parametrize("page", ["2_Train", "3_Predict", "4_Data", "5_Report"])
def test_no_page_stops(page: str) -> None:
    opened = open_app(f"pages/{page}.py").run()
    assert not opened.exception
    assert not opened.error


def test_the_start_page_counts_the_right_ones() -> None:
    page = AppTest.from_file(APP, default_timeout=600).run()
    assert not page.exception
    assert "2 trained networks" in said(page.caption)


def test_compare_says_what_is_wrong_and_draws_the_rest() -> None:
    page = open_app("pages/1_Compare.py").run()
    assert not page.exception
    assert len(page.warning) == len(DAMAGES)
    for name in DAMAGES:
        assert f"'{name}' is not shown: " in said(page.warning)
    assert set(table(page, "run")["run"]) == {"good", ODD}
    tick(page, ODD)
    assert not page.exception
    assert f"**{ODD}** has" in said(page.markdown)
    tick(page, "good", ODD)
    assert not page.exception
    assert len(page.warning) == len(DAMAGES)


def test_data_asks_the_right_ones_what_all_get_wrong() -> None:
    page = open_app("pages/4_Data.py").run()
    page.button_group(key="look").set_value("Wrong for every run").run()
    assert not page.exception
    assert "All **2** runs are wrong" in said(page.markdown)
