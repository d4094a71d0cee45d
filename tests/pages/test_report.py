import pytest

from fer import paths
from fer.claims import CLAIMS
from fer.runs import find

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
    assert rows.loc["cnn-61k", "95 %, private"] == f"{low:.1%} to {high:.1%}"
    assert "holds]" in said(page.markdown)


def test_what_is_missing_needs_the_data_set() -> None:
    page = open_app(PAGE).run()
    assert not page.exception
    button = page.button(key="queue-4-0")
    assert button.disabled
    assert "fer2013" in button.help
