import pytest

from fer.paths import REPOSITORY
from fer.views.frame import PAGES

from .conftest import APP, AppTest, said


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_file(APP, default_timeout=600)


def test_without_runs_it_still_says_where_to_go(page: AppTest) -> None:
    page.run()
    assert not page.exception
    assert "How small" in said(page.markdown)
    assert "loaded: **0**" in said(page.markdown)
    assert [link.label for link in page.sidebar.page_link] == list(PAGES)
    offers = [link.label for link in page.main.page_link]
    assert offers == [each.offer for name, each in PAGES.items() if name != "Start"]


def test_it_says_what_is_loaded(page: AppTest, finished_run) -> None:
    finished_run()
    page.run()
    assert not page.exception
    assert "loaded: **1**" in said(page.markdown)
    assert "squares" in said(page.markdown)
    # Figures of another data set are not FER2013's.
    assert not page.info


def test_every_page_is_in_the_one_list_and_in_the_readme() -> None:
    files = [f"pages/{path.name}" for path in sorted((REPOSITORY / "pages").glob("*.py"))]
    assert [page.script for page in PAGES.values()] == ["app.py", *files]
    readme = (REPOSITORY / "README.md").read_text()
    tour = readme.split("## A short tour")[1].split("\n## ")[0]
    assert {line.split("**")[1] for line in tour.splitlines() if line.startswith("- **")} == {
        name for name in PAGES if name != "Start"
    }
