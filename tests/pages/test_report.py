from dataclasses import replace

import pytest

from fer import paths
from fer.claims import CLAIMS
from fer.launch import queue
from fer.models import scaled
from fer.runs import RunConfig, all_runs, find
from fer.views.report import claims

from .conftest import open_app, said, table

PAGE = "pages/5_Report.py"
REAL_ZOO = paths.ZOO


def test_without_runs_every_question_and_claim_stands_there() -> None:
    page = open_app(PAGE).run()
    assert not page.exception
    rows = table(page, "ours, private")
    assert list(rows["parameters"])[:3] == [15_033_863, 62_955, 61_047]
    assert rows["ours, private"].isna().all()
    for claim in CLAIMS:
        assert claim.text in said(page.markdown)


def test_the_real_zoo_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "ZOO", REAL_ZOO)
    page = open_app(PAGE).run()
    assert not page.exception
    assert not page.warning
    rows = table(page, "ours, private").set_index("run")
    private = find("cnn-61k").metrics["splits"]["private"]
    assert rows.loc["cnn-61k", "ours, private"] == pytest.approx(100 * private["accuracy"])
    low, high = private["ci95"]
    assert rows.loc["cnn-61k", "95%, private"] == f"{low:.1%} to {high:.1%}"
    assert "holds]" in said(page.markdown)


def test_what_is_missing_needs_the_data_set() -> None:
    page = open_app(PAGE).run()
    assert not page.exception
    button = page.button(key="queue-4-0")
    assert button.disabled
    assert "fer2013" in button.help


def test_it_begins_with_what_came_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "ZOO", REAL_ZOO)
    page = open_app(PAGE).run()
    texts = [each.value for each in page.markdown]
    first = next(place for place, text in enumerate(texts) if "**Above the report**" in text)
    assert texts[first].count("\n- ") == 4
    assert texts[first + 1].startswith("**How.**")
    assert "McNemar" in said(page.markdown)


@pytest.fixture
def missing(dataset, monkeypatch: pytest.MonkeyPatch) -> list[RunConfig]:
    """What every claim lacks."""
    network = scaled("cnn", 0.1)
    configs = [
        RunConfig(f"more-{n}", network, None, 0.1, dataset.name, dataset.fingerprint, seed=n)
        for n in range(2)
    ]
    monkeypatch.setattr(claims, "to_train", lambda *rest: configs)
    return configs


def test_what_is_missing_is_listed_before_it_is_queued(
    missing: list[RunConfig], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "start", lambda run: None)
    page = open_app(PAGE).run()
    button = page.button(key="queue-4-0")
    assert button.label.startswith("Queue 2 trainings, about")
    assert "- more-0, about" in said(page.markdown)
    assert all_runs() == []
    button.click().run()
    assert not page.exception
    assert {run.name for run in all_runs()} == {"more-0", "more-1"}


def test_on_a_gpu_that_was_not_measured_no_time_is_told(missing: list[RunConfig]) -> None:
    missing[:] = [replace(each, engine="torch", device="cuda") for each in missing]
    page = open_app(PAGE).run()
    assert not page.exception
    assert page.button(key="queue-4-0").label == "Queue 2 trainings"
    assert "- more-0\n- more-1" in said(page.markdown)
