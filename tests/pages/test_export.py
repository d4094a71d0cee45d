"""The export that Predict and Report offer."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from fer.runs import Run
from fer.views import export as view

from .conftest import open_app, said


def asked_to_export(page: AppTest, format: str) -> AppTest:
    page.selectbox(key="export_format").set_value(format).run()
    return page.button(key="export_button").click().run()


def test_a_run_is_exported_on_predict(
    untrained_run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    untrained_run("mine")
    asked = []

    def made(run: Run, format: str, numbers: str) -> tuple:
        asked.append((run.name, format, numbers))
        figures = {"n": 10, "accuracy": 0.6, "ci95": [0.5, 0.7]}
        result = {
            "bytes": 12345,
            "milliseconds": 0.5,
            "splits": {"private": figures, "public": None},
            "largest_difference": 0.001,
        }
        return result, b"zip"

    monkeypatch.setattr(view, "export_apart", made)
    page = asked_to_export(open_app("pages/3_Predict.py").run(), "onnx")
    assert not page.exception
    assert asked == [("mine", "onnx", "float32")]
    assert "12,345 bytes" in said(page.markdown)
    assert "60.0% on private (50.0% to 70.0%)" in said(page.markdown)
    assert len(page.get("download_button")) == 1
    # What was made is of that format alone.
    page.selectbox(key="export_format").set_value("c").run()
    assert "12,345 bytes" not in said(page.markdown)


def test_what_cannot_be_exported_is_a_sentence(untrained_run: Callable[..., Run]) -> None:
    # In a process of its own, with the data set that it says it learnt not being that one.
    untrained_run("mine")
    page = asked_to_export(open_app("pages/3_Predict.py").run(), "c")
    assert not page.exception
    assert "int8 is fitted on images" in said(page.error)


def test_report_offers_the_runs_it_judges() -> None:
    page = open_app("pages/5_Report.py").run()
    assert not page.exception
    assert not [box for box in page.selectbox if box.key == "export_run"]
