import pytest

from fer import paths
from fer.paths import REPOSITORY
from fer.prediction import DEFAULT_RUNS
from fer.runs import find
from fer.views.frame import PAGES

from .conftest import APP, AppTest, charts, marked_runs, said, select

REAL_ZOO = paths.ZOO


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_file(APP, default_timeout=600)


def test_without_runs_it_still_says_where_to_go(page: AppTest) -> None:
    page.run()
    assert not page.exception
    assert "How small" in said(page.markdown)
    assert "0 trained networks" in said(page.caption)
    assert [link.label for link in page.sidebar.page_link] == list(PAGES)
    offers = [link.label for link in page.main.page_link]
    wanted = [each.offer for name, each in PAGES.items() if name != "Start"]
    assert [offer for offer in offers if offer in wanted] == wanted


def test_it_says_what_is_loaded(page: AppTest, finished_run) -> None:
    finished_run()
    page.run()
    assert not page.exception
    assert "1 trained network. Data sets: squares" in said(page.caption)
    # Figures of another data set are not FER2013's.
    assert not charts(page)


def test_it_is_the_plot_a_sentence_and_a_photo_being_judged(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "ZOO", REAL_ZOO)
    page.run()
    assert not page.exception
    small = find("mobilenet-63k-distilled")
    accuracy = small.metrics["splits"]["private"]["accuracy"]
    sentence = said(page.markdown)
    assert f"With {small.config.architecture.parameters:,} parameters" in sentence
    assert f"**{accuracy:.1%}**" in sentence
    (chart,) = charts(page)
    marked = marked_runs(chart)
    assert {"cnn-1.5m", "cnn-61k", "cnn-61k-distilled"} <= set(marked)
    # What is trained to test a claim, or shorter, is Compare's.
    assert not [run for run in marked if "seed" in run or "dropout" in run]
    judged = [bar.text for bar in page.get("progress")]
    assert len(judged) == len(DEFAULT_RUNS)
    for run, text in zip(DEFAULT_RUNS, judged, strict=True):
        assert run in text


def test_a_click_opens_the_run_on_compare(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "ZOO", REAL_ZOO)
    page.run()
    select(page, page.get("plotly_chart")[0], {"points": [{"customdata": ["cnn-61k"]}]})
    assert not page.exception
    assert "**cnn-61k** has" in said(page.markdown)


def test_every_page_is_in_the_one_list_and_in_the_readme() -> None:
    files = [f"pages/{path.name}" for path in sorted((REPOSITORY / "pages").glob("*.py"))]
    assert [page.script for page in PAGES.values()] == ["app.py", *files]
    readme = (REPOSITORY / "README.md").read_text()
    tour = readme.split("## A short tour")[1].split("\n## ")[0]
    assert {line.split("**")[1] for line in tour.splitlines() if line.startswith("- **")} == {
        *PAGES
    }
