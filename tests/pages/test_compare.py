import json

from streamlit.testing.v1 import AppTest

from fer.comparison import MEASURES, SIZES
from fer.models import Architecture
from fer.runs import Distillation

from .conftest import charts, marked_runs, open_app, said, table

PAGE = "pages/1_Compare.py"


def test_without_runs_it_says_what_to_do() -> None:
    page = open_app(PAGE).run()
    assert not page.exception
    assert "train one" in said(page.info)


LARGE = Architecture("cnn", (4, 4, 4, 8, 8, 8, 16, 16, 16))


def choose(page: AppTest, key: str, value: object) -> AppTest:
    return page.button_group(key=key).set_value(value).run()


def test_finished_runs_are_drawn_and_listed(finished_run) -> None:
    finished_run("small")
    finished_run("large", architecture=LARGE)
    page = open_app(PAGE).run()
    assert not page.exception
    assert list(table(page, "run")["run"]) == ["small", "large"]
    without = {"lost"}  # as no teacher is here
    for measure, about in MEASURES.items():
        page.selectbox(key="y").select(measure).run()
        assert not page.exception
        assert ("none has this figure" in said(page.info)) == (measure in without), measure
        titles = [chart["layout"]["yaxis"]["title"]["text"] for chart in charts(page)]
        assert titles == [about.label] * (measure not in without)
    page.selectbox(key="y").select("pooled").run()
    choose(page, "x", list(SIZES))
    assert not page.exception
    titles = [chart["layout"]["xaxis"]["title"]["text"] for chart in charts(page)]
    assert titles == [f"{size.label} (log scale)" for size in SIZES.values()]
    for chart in charts(page):
        assert set(marked_runs(chart)) == {"small", "large"}


def test_one_run_is_described(finished_run) -> None:
    finished_run("small")
    finished_run("large", architecture=LARGE)
    page = choose(open_app(PAGE).run(), "view", "One run")
    page.selectbox(key="run").select("small").run()
    assert "**small** has" in said(page.markdown)
    for split in ("public", "validation"):
        assert not choose(page, "split", split).exception
        assert f"**Which class is taken for which** ({split})" in said(page.markdown)


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
    assert "two to four" in said(page.info)


def test_a_budget_is_answered_by_family(finished_run) -> None:
    run = finished_run("small")
    finished_run("large", architecture=LARGE)
    page = choose(open_app(PAGE).run(), "view", "Within a budget")
    page.number_input(key="at_most_parameters").set_value(run.config.architecture.parameters).run()
    assert not page.exception
    assert "**small**:" in said(page.markdown)
    page.number_input(key="at_most_parameters").set_value(1).run()
    assert "as few parameters" in said(page.markdown)
    page.number_input(key="at_most_parameters").set_value(None).run()
    assert "at least one limit" in said(page.info)
    page.number_input(key="at_most_bytes").set_value(1000).run()
    assert "KB of weights" in said(page.markdown)


def test_a_link_to_a_limit_in_milliseconds_is_answered_at_once(finished_run) -> None:
    finished_run("small")
    page = open_app(PAGE)
    page.query_params["view"] = "Within a budget"
    page.query_params["at_most_milliseconds"] = "1000"
    page.run()
    assert not page.exception
    assert "**small**:" in said(page.markdown)


def test_filters_leave_what_they_say(finished_run) -> None:
    finished_run("short", epochs=2)
    finished_run("long", epochs=3)
    page = open_app(PAGE).run()
    page.multiselect(key="recipe").set_value(["3 epochs, batch size 32"]).run()
    assert list(table(page, "run")["run"]) == ["long"]
    choose(page, "lesson", "distilled")
    assert not page.exception
    assert "widen the filter" in said(page.info)


def test_seeds_of_a_setting_are_one_point_that_opens(finished_run) -> None:
    for seed in range(2):
        finished_run(f"seed-{seed}", seed=seed)
    finished_run("large", architecture=LARGE)
    page = open_app(PAGE).run()
    assert not page.exception
    (chart,) = charts(page)
    assert marked_runs(chart) == ["seed-0", "large"]
    assert "mean of 2 seeds" in json.dumps(chart)
    page.toggle(key="seeds").set_value(True).run()
    assert not page.exception
    (chart,) = charts(page)
    assert sorted(marked_runs(chart)) == ["large", "seed-0", "seed-1"]
    assert "mean of" not in json.dumps(chart)


def test_a_broken_folder_is_named_and_stops_nothing(finished_run, new_run) -> None:
    finished_run("good")
    (new_run("bad").folder / "config.json").write_text("{")
    page = open_app(PAGE).run()
    assert not page.exception
    assert "'bad'" in said(page.warning)
    assert marked_runs(*charts(page)) == ["good"]


def test_an_unfinished_run_is_not_drawn(finished_run, new_run) -> None:
    finished_run("done")
    new_run("waiting")
    page = open_app(PAGE).run()
    assert list(table(page, "run")["run"]) == ["done"]
    assert marked_runs(*charts(page)) == ["done"]
