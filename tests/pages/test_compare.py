import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from fer import paths, prediction
from fer.comparison import SIZES, offered
from fer.data.samples import Samples
from fer.data.store import save
from fer.models import Architecture
from fer.runs import Distillation, Status, all_runs, delete, find
from fer.runs import status as run_status
from fer.runs.notes import NOTES, Notes, notes, write_notes
from fer.schema import FER2013
from fer.views.compare.content import training_id
from fer.views.compare.state import FIELDS, View, from_query

from .conftest import charts, lasso, marked_runs, open_app, said, table, tick

PAGE = "pages/1_Compare.py"
LARGE = Architecture("cnn", (4, 4, 4, 8, 8), stages=(1, 1, 1, 1, 1))


@pytest.fixture
def two(finished_run) -> None:
    finished_run("small")
    finished_run("large", architecture=LARGE, epochs=3)


def shown(page: AppTest) -> list[str]:
    """The runs in the table."""
    return list(table(page, "interval")["run"])


def ticked(page: AppTest) -> list[str]:
    """The runs whose rows are ticked."""
    frame = table(page, "interval")
    rows = page.session_state["runs_table"]["selection"]["rows"]
    return sorted(frame["run"][row] for row in rows)


def outstanding(page: AppTest) -> list[str]:
    """The runs that stand out in the plot."""
    return sorted(
        trace["customdata"][place][0]
        for trace in charts(page)[0]["data"]
        for place in trace.get("selectedpoints", ())
    )


def set_widget(page: AppTest, key: str, value: object) -> AppTest:
    """Set a control, whatever its kind, and run the page."""
    kinds = ("selectbox", "toggle", "text_input", "multiselect", "select_slider", "button_group")
    for kind in kinds:
        for widget in getattr(page, kind):
            if widget.key == key:
                return widget.set_value(value).run()
    raise AssertionError(f"no widget {key}")


def view_of(page: AppTest) -> View:
    """The view that the page's address tells."""
    parts = page.query_params.items()
    return from_query({key: [part] if isinstance(part, str) else part for key, part in parts})


def test_without_runs_it_says_what_to_do() -> None:
    page = open_app(PAGE).run()
    assert not page.exception
    assert "train one" in said(page.info)


def test_finished_runs_are_drawn_and_listed(two) -> None:
    page = open_app(PAGE).run()
    assert not page.exception
    assert set(shown(page)) == {"small", "large"}
    assert dict(page.query_params) == {}
    without = {"lost"}  # as no teacher is here
    for measure, about in offered(FER2013).items():
        set_widget(page, "compare_measure", measure)
        assert not page.exception
        assert ("none has this figure" in said(page.info)) == (measure in without), measure
        titles = [chart["layout"]["yaxis"]["title"]["text"] for chart in charts(page)]
        assert titles == [about.label] * (measure not in without)
    set_widget(page, "compare_measure", "pooled")
    for size in SIZES.values():
        set_widget(page, "compare_size", size.name)
        (chart,) = charts(page)
        assert chart["layout"]["xaxis"]["title"]["text"] == f"{size.label} (log scale)"
        assert set(marked_runs(chart)) == {"small", "large"}


def test_ticked_rows_stand_out_in_the_plot_and_are_described(two) -> None:
    page = tick(open_app(PAGE).run(), "small")
    assert not page.exception
    assert outstanding(page) == ["small"]
    assert "**small** has" in said(page.markdown)
    assert view_of(page).chosen == ("small",)
    for split in ("public", "validation"):
        assert not set_widget(page, "compare_split", split).exception
        assert f"**Which class is taken for which** ({split}), in percent" in said(page.markdown)
    tick(page, "small", "large")
    assert outstanding(page) == ["large", "small"]
    assert "McNemar" in said(page.markdown)
    tick(page)
    assert outstanding(page) == []
    assert "Tick rows" in said(page.caption)


def test_lassoed_markers_are_ticked_and_the_figure_stays(two) -> None:
    page = open_app(PAGE).run()
    before = page.get("plotly_chart")[0].proto
    lasso(page, "small", "large")
    assert not page.exception
    assert ticked(page) == ["large", "small"]
    assert "McNemar" in said(page.markdown)
    # A new figure would forget the lasso.
    assert page.get("plotly_chart")[0].proto.id == before.id
    tick(page, "large")
    assert outstanding(page) == ["large"]
    assert page.get("plotly_chart")[0].proto.id != before.id


def test_up_to_six_stand_side_by_side(finished_run) -> None:
    names = [f"seed-{seed}" for seed in range(7)]
    for seed, name in enumerate(names):
        finished_run(name, seed=seed)
    page = open_app(PAGE)
    page.query_params["seeds"] = "1"
    tick(page.run(), *names[:6])
    assert not page.exception
    assert sum("McNemar" in text.value for text in page.markdown) == 15
    tick(page, *names)
    assert "7 runs are ticked" in said(page.info)


def test_a_student_is_described_beside_its_teacher(finished_run) -> None:
    finished_run("master", architecture=LARGE)
    finished_run("pupil", distillation=Distillation("master"))
    page = tick(open_app(PAGE).run(), "pupil")
    (told,) = [text.value for text in page.markdown if "agrees with **master** on" in text.value]
    assert "earlier teacher" not in told


CONTROLS: dict[str, tuple[str, Any]] = {
    "measure": ("compare_measure", "public"),
    "size": ("compare_size", "macs"),
    "plot": ("compare_plot", "parallel"),
    "color": ("compare_color", "recipe.epochs"),
    "families": ("compare_families", ["cnn"]),
    "taught": ("compare_taught", "plain"),
    "training": ("compare_training", [training_id("3 epochs, batch size 32")]),
    "own": ("compare_own", True),
    "archived": ("compare_archived", True),
    "find": ("compare_find", "cnn"),
    "log": ("compare_log", False),
    "line": ("compare_line", False),
    "trends": ("compare_trends", True),
    "seeds": ("compare_seeds", True),
    "of_each": ("compare_of_each", True),
    "best": ("compare_best", True),
    "guesses": ("compare_guesses", True),
    "limits": ("compare_most_milliseconds", None),
    "against": ("compare_against", "large"),
    "columns": ("compare_columns", ["run", "value", "interval", "public"]),
}


@pytest.fixture
def many(two, finished_run) -> None:
    finished_run("again", seed=1)
    write_notes(finished_run("aside", epochs=4), Notes(archived=True))


@pytest.mark.parametrize("name", CONTROLS)
def test_every_control_goes_into_the_address_and_back(many, name: str) -> None:
    key, value = CONTROLS[name]
    page = open_app(PAGE).run()
    if name == "limits":
        # A slider of the browser goes to its options; any other number may come with a link.
        page.session_state[key] = 1.5
        page.run()
    else:
        set_widget(page, key, value)
    assert not page.exception
    view = view_of(page)
    assert getattr(view, name) != FIELDS[name].default
    there = open_app(PAGE)
    for part, values in page.query_params.items():
        there.query_params[part] = values
    there.run()
    assert not there.exception
    assert view_of(there) == view
    assert shown(there) == shown(page)
    assert charts(there) == charts(page)


def test_ticks_and_the_split_go_into_the_address_and_back(two) -> None:
    page = set_widget(tick(open_app(PAGE).run(), "large"), "compare_split", "public")
    there = open_app(PAGE)
    for part, values in page.query_params.items():
        there.query_params[part] = values
    there.run()
    assert ticked(there) == outstanding(there) == ["large"]
    assert "**Which class is taken for which** (public), in percent" in said(there.markdown)


def test_a_link_stays_one_to_its_data_set(two, own_set, finished_run) -> None:
    page = tick(open_app(PAGE).run(), "large")
    for seed in range(3):
        finished_run(f"mine-{seed}", learns=own_set, seed=seed)
    there = open_app(PAGE)
    for part, values in page.query_params.items():
        there.query_params[part] = values
    there.run()
    assert ticked(there) == ["large"]
    assert "Not here" not in said(there.warning)


def test_a_new_address_wins_and_coming_back_restores(two) -> None:
    page = set_widget(open_app(PAGE).run(), "compare_measure", "public")
    page.query_params["y"] = "validation"
    page.run()
    assert page.selectbox(key="compare_measure").value == "validation"
    page.switch_page("pages/5_Report.py").run()
    page.query_params.clear()
    page.switch_page(PAGE).run()
    assert page.selectbox(key="compare_measure").value == "validation"
    assert view_of(page).measure == "validation"
    page.button(key="compare_reset").click().run()
    assert view_of(page) == View()


def test_a_link_to_what_is_gone_says_so(two) -> None:
    page = open_app(PAGE)
    for part, value in (("run", "gone"), ("family", "cnn"), ("color", "x"), ("data", "y")):
        page.query_params[part] = value
    page.run()
    assert not page.exception
    assert "Not here, or left out by the filters: gone" in said(page.warning)
    assert set(shown(page)) == {"small", "large"}


def test_a_budget_is_answered_in_a_sentence_and_by_family(two) -> None:
    page = open_app(PAGE)
    parameters = next(
        run for run in all_runs() if run.name == "small"
    ).config.architecture.parameters
    page.query_params["most_parameters"] = str(parameters)
    page.query_params["most_milliseconds"] = "1000"
    page.run()
    assert not page.exception
    (sentence,) = [text.value for text in page.markdown if text.value.startswith("Within")]
    assert "**small**" in sentence
    assert "95% interval" in sentence
    assert "ms a face." in sentence
    assert "**small**:" in said(page.markdown)
    page.button(key="compare_no_limits").click().run()
    assert not any(text.value.startswith("Within") for text in page.markdown)
    page.query_params["most_parameters"] = "1"
    page.run()
    assert "No run keeps to 1 parameters." in said(page.markdown)


def test_filters_leave_what_they_say(many) -> None:
    page = open_app(PAGE).run()
    set_widget(page, "compare_training", [training_id("3 epochs, batch size 32")])
    assert shown(page) == ["large"]
    set_widget(page, "compare_taught", "distilled")
    assert not page.exception
    assert "widen the filters" in said(page.info)


def test_what_is_on_can_be_switched_off_when_there_is_none_left(finished_run) -> None:
    paths.ZOO.mkdir(parents=True)
    finished_run("shipped").folder.rename(paths.ZOO / "shipped")
    write_notes(finished_run("mine", epochs=3), Notes(archived=True))
    page = set_widget(open_app(PAGE).run(), "compare_archived", True)
    set_widget(page, "compare_own", True)
    delete("mine")
    page.run()
    assert "No run is left" in said(page.info)
    set_widget(page, "compare_own", False)
    set_widget(page, "compare_archived", False)
    assert shown(page) == ["shipped"]
    assert {each.key for each in page.toggle}.isdisjoint({"compare_own", "compare_archived"})
    there = open_app(PAGE)
    there.query_params["own"] = "1"
    there.run()
    assert "No run is left" in said(there.info)
    assert shown(set_widget(there, "compare_own", False)) == ["shipped"]


def test_seeds_of_a_setting_are_one_point_that_opens(finished_run) -> None:
    for seed in range(2):
        finished_run(f"seed-{seed}", seed=seed)
    finished_run("large", architecture=LARGE)
    page = open_app(PAGE).run()
    assert not page.exception
    (chart,) = charts(page)
    assert marked_runs(chart) == ["seed-0", "large"]
    assert "mean of 2 seeds" in json.dumps(chart)
    assert "spread of seeds" in json.dumps(chart)
    set_widget(page, "compare_seeds", True)
    (chart,) = charts(page)
    assert sorted(marked_runs(chart)) == ["large", "seed-0", "seed-1"]
    assert "mean of" not in json.dumps(chart)


def test_notes_are_kept_and_runs_are_archived_and_deleted(two) -> None:
    page = tick(open_app(PAGE).run(), "small")
    page.text_area(key="compare_note_small").set_value("a good one")
    page.text_input(key="compare_tags_small").set_value("tiny, for the talk, tiny")
    page.button(key="compare_keep_small").click().run()
    assert not page.exception
    run = find("small")
    assert notes(run) == Notes("a good one", ("tiny", "for the talk"))
    assert list(table(page, "tags")["tags"]).count("tiny, for the talk") == 1
    page.button(key="compare_archive").click().run()
    assert shown(page) == ["large"]
    set_widget(page, "compare_archived", True)
    tick(page, "small")
    page.button(key="compare_archive").click().run()
    assert notes(run).archived is False
    tick(page, "large")
    page.button(key="compare_delete").click().run()
    assert not page.exception
    assert [run.name for run in all_runs()] == ["small"]
    assert shown(page) == ["small"]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """What happens elsewhere once the page, drawn next, knows its runs and their notes."""
    events: list[Callable[[], None]] = []

    def times(*asked: object) -> dict[str, float]:
        while events:
            events.pop()()
        return {}

    monkeypatch.setattr(prediction, "times", times)
    return events


def test_archiving_keeps_what_was_noted_elsewhere(two) -> None:
    page = tick(open_app(PAGE).run(), "small")
    run = find("small")
    write_notes(run, Notes("from another tab", ("new",)))
    page.button(key="compare_archive").click().run()
    assert notes(run) == Notes("from another tab", ("new",), archived=True)


def test_a_saved_note_leaves_a_run_put_aside_that_was_so_elsewhere(two, meanwhile) -> None:
    page = tick(open_app(PAGE).run(), "small")
    run = find("small")
    page.text_area(key="compare_note_small").set_value("a good one")
    meanwhile.append(lambda: write_notes(run, Notes(archived=True)))
    page.button(key="compare_keep_small").click().run()
    assert not page.exception
    assert notes(run) == Notes("a good one", archived=True)


def test_no_folder_is_made_anew_of_a_run_that_is_gone(two, meanwhile) -> None:
    page = tick(open_app(PAGE).run(), "small")
    folder = find("small").folder
    meanwhile.append(lambda: delete("small"))
    page.button(key="compare_keep_small").click().run()
    assert "There is no run 'small'" in said(page.error)
    assert not folder.exists()
    page = tick(open_app(PAGE).run(), "large")
    delete("large")
    page.button(key="compare_archive").click().run()
    assert not page.exception
    assert "There is no run 'large'" in said(page.error)
    assert all_runs() == []
    assert not folder.with_name("large").exists()


def test_damaged_notes_are_written_anew_by_the_form_alone(two) -> None:
    run = find("small")
    (run.folder / NOTES).write_text("{ mine")
    page = tick(open_app(PAGE).run(), "small")
    page.button(key="compare_archive").click().run()
    assert "The notes of 'small' cannot be changed: notes.json is not JSON" in said(page.error)
    assert (run.folder / NOTES).read_text() == "{ mine"
    page.text_area(key="compare_note_small").set_value("again")
    page.button(key="compare_keep_small").click().run()
    assert notes(run) == Notes("again")


def test_what_cannot_be_deleted_is_said_at_once_and_stays_ticked(two, new_run) -> None:
    pupil = new_run("pupil", distillation=Distillation("large"))
    run_status.write(pupil.folder, Status("cancelled"))
    page = tick(open_app(PAGE).run(), "small", "large")
    page.button(key="compare_delete").click().run()
    assert not page.exception
    assert "'pupil' learns from 'large'" in said(page.error)
    assert shown(page) == ticked(page) == ["large"]
    assert view_of(page).chosen == ("large",)
    tick(page)
    assert not page.error


def test_what_cannot_be_archived_is_said_at_once_and_stays_ticked(two) -> None:
    (find("small").folder / NOTES).mkdir()
    page = tick(open_app(PAGE).run(), "small", "large")
    page.button(key="compare_archive").click().run()
    assert not page.exception
    assert "The notes of 'small' cannot be changed" in said(page.error)
    assert shown(page) == ticked(page) == ["small"]


@pytest.mark.parametrize("others", [0, 1])
def test_what_cannot_be_done_is_said_where_no_run_is_left(finished_run, others: int) -> None:
    for name in ["lone", "other"][: 1 + others]:
        finished_run(name)
    page = tick(set_widget(open_app(PAGE).run(), "compare_find", "lone"), "lone")
    delete("lone")
    page.button(key="compare_delete").click().run()
    assert not page.exception
    assert "There is no run 'lone'" in said(page.error)
    assert not page.run().error


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
    assert shown(page) == ["done"]
    assert marked_runs(*charts(page)) == ["done"]


def test_a_set_of_ones_own_is_compared_on_its_own_split_and_classes(
    own_set, finished_run, two
) -> None:
    for name, seed in (("mine", 0), ("other", 1)):
        finished_run(name, learns=own_set, seed=seed)
    page = open_app(PAGE).run()
    assert view_of(page).measure == "private"
    set_widget(page, "compare_data", own_set.fingerprint)
    assert not page.exception
    assert view_of(page).measure == "test"
    assert set(shown(page)) <= {"mine", "other"}
    for measure in offered(own_set.schema):
        set_widget(page, "compare_measure", measure)
        assert not page.exception, measure
    set_widget(page, "compare_measure", "test")
    set_widget(page, "compare_guesses", True)
    assert not page.exception
    set_widget(page, "compare_seeds", True)
    tick(page, "mine")
    assert not page.exception
    assert page.button_group(key="compare_split").options == ["test", "validation"]
    (matrix,) = [each for each in charts(page) if each["data"][0]["type"] == "heatmap"]
    assert matrix["data"][0]["x"] == list(own_set.schema.classes)
    tick(page, "mine", "other")
    assert not page.exception
    assert "these 24 images" in said(page.markdown)
    assert "Share of each class that is recognised** (test)" in said(page.markdown)
    set_widget(page, "compare_data", find("small").config.fingerprint)
    assert view_of(page).measure == "private"


def test_what_each_split_is_for_is_told_as_the_set_has_it(own_set, finished_run) -> None:
    usage = np.where(np.arange(len(own_set.usage)) % 6, own_set.usage, 2).astype(np.uint8)
    schema = replace(own_set.schema, validation=True)
    validated = save("validated", Samples(own_set.images, own_set.labels, usage, schema))
    for learns in (own_set, validated):
        finished_run(learns.name, learns=learns)
    page = open_app(PAGE).run()
    for learns, held_out in ((own_set, "held out of Training"), (validated, "a part of the set")):
        set_widget(page, "compare_data", learns.fingerprint)
        assert page.selectbox(key="compare_measure").help == (
            f"Test chooses nothing. Validation, {held_out}, chose each run's best epoch."
        )
