import sys

from fer.models import Architecture

from .conftest import open_app

PAGE = "pages/1_Compare.py"


def test_without_runs_it_says_what_to_do() -> None:
    page = open_app(PAGE).run()
    assert not page.exception
    assert "train one" in page.info[0].value


def test_a_finished_run_is_drawn_listed_and_described(finished_run) -> None:
    finished_run("small")
    finished_run("large", architecture=Architecture("cnn", (4, 4, 8, 8, 8, 16, 16, 16)))
    page = open_app(PAGE).run()
    assert not page.exception
    assert list(page.dataframe[0].value["run"]) == ["small", "large"]
    assert any("parameters" in text.value for text in page.markdown)
    page.selectbox(key="run").select("small").run()
    assert any("**small** has" in text.value for text in page.markdown)
    for split in ("public", "validation"):
        page.selectbox(key="split").select(split).run()
        assert not page.exception
    for axis in ("macs", "bytes"):
        page.selectbox(key="x").select(axis).run()
        assert not page.exception


def test_a_broken_folder_is_named_and_stops_nothing(finished_run, new_run) -> None:
    finished_run("good")
    (new_run("bad").folder / "config.json").write_text("{")
    page = open_app(PAGE).run()
    assert not page.exception
    assert "'bad'" in page.warning[0].value


def test_a_damaged_history_is_a_sentence_beside_the_figures(finished_run) -> None:
    run = finished_run("torn")
    (run.folder / "history.csv").write_text("epoch,loss\n1,x\n")
    page = open_app(PAGE).run()
    assert not page.exception
    assert "history.csv" in page.warning[0].value


def test_an_unfinished_run_is_not_drawn(finished_run, new_run) -> None:
    finished_run("done")
    new_run("waiting")
    page = open_app(PAGE).run()
    assert list(page.dataframe[0].value["run"]) == ["done"]


def test_opening_it_loads_no_tensorflow(artifacts) -> None:
    import subprocess

    code = (
        "import sys; from streamlit.testing.v1 import AppTest;"
        f"page = AppTest.from_file('app.py', default_timeout=60).switch_page('{PAGE}').run();"
        "assert not page.exception; print('tensorflow' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
