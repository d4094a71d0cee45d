"""The app, run on one page, and what it says and draws."""

import functools
import gc
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

APP = Path(__file__).parents[2] / "app.py"
COMPONENTS = functools.cache(manifest_scanner.scan_component_manifests)


@pytest.fixture(autouse=True)
def _little_to_collect() -> Iterator[None]:
    """Streamlit collects garbage after every run of a page; what was there before is none.

    With TensorFlow loaded by another test, that took two thirds of the time of these tests.
    """
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _components(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit looks through all installed packages for components once, not in every test."""
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", COMPONENTS)


def open_app(page: str) -> AppTest:
    """The app, to be run on one of its pages."""
    return AppTest.from_file(APP, default_timeout=600).switch_page(page)


def said(texts: Iterable[Any]) -> str:
    """All that a page's elements of a kind say (`page.info`, `page.caption` …), a line each."""
    return "\n".join(each.value for each in texts)


def table(page: AppTest, column: str) -> pd.DataFrame:
    """The one table of a page that has a column of this name."""
    (found,) = [each.value for each in page.dataframe if column in each.value]
    return found


def charts(page: AppTest) -> list[dict[str, Any]]:
    """The plotly figures of a page."""
    return [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]


def marked_runs(chart: dict[str, Any]) -> list[str]:
    """The runs that have a marker in a scatter of runs."""
    return [row[0] for trace in chart["data"] for row in trace.get("customdata", ())]


def select(page: AppTest, element: Any, selection: dict[str, Any]) -> AppTest:
    """Run the page after a user has marked something in one of its charts or tables.

    Args:
        page: The page, which has run.
        element: What `page.get` or `page.dataframe` gives.
        selection: What the browser says of it: `rows`, `points` …
    """
    states = page._tree.get_widget_states()
    state = states.widgets.add()
    state.id = element.proto.id
    state.string_value = json.dumps({"selection": selection})
    return page._run(states)


def tick(page: AppTest, *runs: str) -> AppTest:
    """Tick these rows of Compare's table, and no others."""
    (element,) = [each for each in page.dataframe if "interval" in each.value]
    rows = [list(element.value["run"]).index(run) for run in runs]
    return select(page, element, {"rows": rows, "columns": [], "cells": []})


def lasso(page: AppTest, *runs: str) -> AppTest:
    """Draw a lasso around the markers of these runs in Compare's plot."""
    points = [{"customdata": [run]} for run in runs]
    return select(page, page.get("plotly_chart")[0], {"points": points})
