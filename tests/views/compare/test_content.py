from collections.abc import Callable

import pytest

from fer.models import Architecture
from fer.runs import Distillation, Run
from fer.runs.notes import NOTES, Notes, write_notes
from fer.views.compare.columns import table_of, usual
from fer.views.compare.content import Content, content, notes_of, training_id
from fer.views.compare.state import View

LARGE = Architecture("cnn", (4, 4, 4, 8, 8), stages=(1, 1, 1, 1, 1))


@pytest.fixture
def runs(finished_run: Callable[..., Run]) -> list[Run]:
    return [
        finished_run("seed-0"),
        finished_run("seed-1", seed=1),
        finished_run("large", architecture=LARGE, epochs=3),
        finished_run("pupil", distillation=Distillation("large")),
    ]


def names(runs: list[Run], **fields: object) -> set[str]:
    return set(shown(runs, **fields).points["run"])


def shown(runs: list[Run], **fields: object) -> Content:
    said, _ = notes_of(runs)
    return content(runs, said, View(**fields), {})


def test_filters_leave_what_they_say(runs, finished_run) -> None:
    assert names(runs) == {"seed-0", "large", "pupil"}
    assert names(runs, seeds=True) == {"seed-0", "seed-1", "large", "pupil"}
    assert names(runs, taught="distilled") == {"pupil"}
    assert names(runs, families=("teacher",)) == set()
    recipe = "3 epochs, batch size 32"
    assert names(runs, training=(training_id(recipe),)) == {"large"}
    assert names(runs, find="LARGE cnn") == {"large", "pupil"}
    assert names(runs, find="nowhere") == set()
    assert names(runs, best=True, measure="private") <= names(runs)
    several = [*runs, finished_run("longer", epochs=4)]
    assert len(names(several)) == 4
    assert len(names(several, of_each=True) - {"large", "pupil"}) == 1


def test_notes_are_found_and_archived_runs_put_aside(runs) -> None:
    write_notes(runs[2], Notes("a dead end", ("old",), archived=True))
    assert names(runs) == {"seed-0", "pupil"}
    assert names(runs, archived=True, find="dead old") == {"large"}
    (runs[0].folder / NOTES).write_text("{")
    said, faults = notes_of(runs)
    assert "seed-0" not in said
    assert len(faults) == 1


def test_a_setting_is_marked_for_each_of_its_seeds(runs) -> None:
    assert shown(runs).marked(["seed-1"]) == ["seed-0"]
    assert shown(runs, seeds=True).marked(["seed-1"]) == ["seed-1"]
    assert shown(runs).marked([]) == []
    assert shown(runs).marked(["gone"]) == []


def test_what_did_not_change_is_not_worked_out_again(runs) -> None:
    first, again = shown(runs, find="seed"), shown(runs, find="seed", color="recipe.epochs")
    assert first.points is again.points
    assert first.differing is again.differing
    assert table_of(first, {}, View()) is table_of(again, {}, View())


def test_the_table_tells_what_differs_and_how_much(runs) -> None:
    table = table_of(shown(runs), {}, View(against="large"))
    frame = table.frame.set_index("run")
    assert list(frame.index) == table.runs
    assert list(frame["value"]) == sorted(frame["value"], reverse=True)
    assert frame.loc["large", "difference"] == 0
    assert frame.loc["seed-0", "difference"] == pytest.approx(
        frame.loc["seed-0", "value"] - frame.loc["large", "value"]
    )
    assert frame.loc["seed-0", "seeds"] == 2
    assert frame.loc["pupil", "teacher"] == "large"
    assert "setting.channels" in frame
    assert "setting.recipe.batch_size" not in frame
    assert "setting.recipe.epochs" not in frame  # as there is a column for it
    to_best = table_of(shown(runs), {}, View()).frame
    assert to_best["difference"].max() == 0


def test_columns_can_be_chosen_and_unknown_ones_are_left_out(runs) -> None:
    known = table_of(shown(runs), {}, View()).known
    assert "public" in known
    assert "public" not in usual(known)
    chosen = ("public", "run", "nothing")
    assert list(table_of(shown(runs), {}, View(columns=chosen)).frame) == ["public", "run"]
    assert list(table_of(shown(runs), {}, View(columns=("nothing",))).frame) == usual(known)


def test_notes_have_columns_where_there_are_any(runs) -> None:
    write_notes(runs[0], Notes("good", ("a", "b")))
    frame = table_of(shown(runs), notes_of(runs)[0], View()).frame.set_index("run")
    assert frame.loc["seed-0", "tags"] == "a, b"
    assert frame.loc["large", "note"] == ""
