import sys

from streamlit.testing.v1 import AppTest

from fer.comparison import MEASURES, SIZES
from fer.models import Architecture
from fer.runs import Distillation

from .conftest import open_app

PAGE = "pages/1_Compare.py"


def test_without_runs_it_says_what_to_do() -> None:
    page = open_app(PAGE).run()
    assert not page.exception
    assert "train one" in page.info[0].value


LARGE = Architecture("cnn", (4, 4, 4, 8, 8, 8, 16, 16, 16))


def choose(page: AppTest, key: str, value: object) -> AppTest:
    return page.button_group(key=key).set_value(value).run()


def test_finished_runs_are_drawn_and_listed(finished_run) -> None:
    finished_run("small")
    finished_run("large", architecture=LARGE)
    page = open_app(PAGE).run()
    assert not page.exception
    assert list(page.dataframe[0].value["run"]) == ["small", "large"]
    for measure in MEASURES:
        page.selectbox(key="y").select(measure).run()
        assert not page.exception
    page.selectbox(key="y").select("pooled").run()
    choose(page, "x", list(SIZES))
    assert not page.exception
    assert len(page.get("plotly_chart")) == len(SIZES)


def test_one_run_is_described(finished_run) -> None:
    finished_run("small")
    finished_run("large", architecture=LARGE)
    page = choose(open_app(PAGE).run(), "view", "One run")
    page.selectbox(key="run").select("small").run()
    assert any("**small** has" in text.value for text in page.markdown)
    for split in ("public", "validation"):
        assert not choose(page, "split", split).exception


def test_a_student_is_described_beside_its_teacher(finished_run) -> None:
    finished_run("master", architecture=LARGE)
    finished_run("pupil", distillation=Distillation("master"))
    page = choose(open_app(PAGE).run(), "view", "One run")
    page.selectbox(key="run").select("pupil").run()
    (said,) = [text.value for text in page.markdown if "agrees with **master** on" in text.value]
    assert "earlier teacher" not in said


def test_runs_stand_side_by_side(finished_run) -> None:
    for seed in range(3):
        finished_run(f"seed-{seed}", seed=seed)
    page = choose(open_app(PAGE).run(), "view", "Side by side")
    page.multiselect(key="runs").set_value(["seed-0", "seed-1", "seed-2"]).run()
    assert not page.exception
    assert sum("McNemar" in text.value for text in page.markdown) == 3
    page.multiselect(key="runs").set_value(["seed-0"]).run()
    assert "two to four" in page.info[-1].value


def test_a_budget_is_answered_by_family(finished_run) -> None:
    run = finished_run("small")
    finished_run("large", architecture=LARGE)
    page = choose(open_app(PAGE).run(), "view", "Within a budget")
    page.number_input(key="at_most_parameters").set_value(run.config.architecture.parameters).run()
    assert not page.exception
    assert any("**small**:" in text.value for text in page.markdown)
    page.number_input(key="at_most_parameters").set_value(1).run()
    assert any("as few parameters" in text.value for text in page.markdown)
    page.number_input(key="at_most_parameters").set_value(None).run()
    assert "at least one limit" in page.info[-1].value
    page.number_input(key="at_most_bytes").set_value(1000).run()
    assert any("KB of weights" in text.value for text in page.markdown)


def test_a_link_to_a_limit_in_milliseconds_is_answered_at_once(finished_run) -> None:
    finished_run("small")
    page = open_app(PAGE)
    page.query_params["view"] = "Within a budget"
    page.query_params["at_most_milliseconds"] = "1000"
    page.run()
    assert not page.exception
    assert any("**small**:" in text.value for text in page.markdown)


def test_filters_leave_what_they_say(finished_run) -> None:
    finished_run("short", epochs=2)
    finished_run("long", epochs=3)
    page = open_app(PAGE).run()
    page.multiselect(key="recipe").set_value(["3 epochs, batch size 32"]).run()
    assert list(page.dataframe[0].value["run"]) == ["long"]
    choose(page, "lesson", "distilled")
    assert not page.exception
    assert "widen the filter" in page.info[0].value


def test_seeds_of_a_setting_are_one_point_that_opens(finished_run) -> None:
    for seed in range(2):
        finished_run(f"seed-{seed}", seed=seed)
    page = open_app(PAGE).run()
    assert not page.exception
    assert not page.toggle(key="seeds").set_value(True).run().exception


def test_a_broken_folder_is_named_and_stops_nothing(finished_run, new_run) -> None:
    finished_run("good")
    (new_run("bad").folder / "config.json").write_text("{")
    page = open_app(PAGE).run()
    assert not page.exception
    assert "'bad'" in page.warning[0].value


def test_a_damaged_history_is_a_sentence_beside_the_figures(finished_run) -> None:
    run = finished_run("torn")
    (run.folder / "history.csv").write_text("epoch,loss\n1,x\n")
    page = choose(open_app(PAGE).run(), "view", "One run")
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
