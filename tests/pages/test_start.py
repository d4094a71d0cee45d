from .conftest import APP, AppTest


def test_without_runs_it_still_says_where_to_go() -> None:
    page = AppTest.from_file(APP, default_timeout=60).run()
    assert not page.exception
    assert "How small" in page.markdown[0].value
    assert "loaded: **0**" in page.markdown[1].value


def test_it_says_what_is_loaded(finished_run) -> None:
    finished_run()
    page = AppTest.from_file(APP, default_timeout=60).run()
    assert not page.exception
    assert "loaded: **1**" in page.markdown[1].value
    assert "squares" in page.markdown[1].value
    # Figures of another data set are not FER2013's.
    assert not page.info
