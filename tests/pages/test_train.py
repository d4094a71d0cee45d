import pytest
from streamlit.testing.v1 import AppTest

from fer import data, jobs
from fer.models import PRESETS, scaled
from fer.runs import Status, all_runs, find
from fer.runs import status as run_status

from .conftest import open_app


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, dataset) -> AppTest:
    """The page; `squares` is the only set besides the built-in one, and nothing really starts."""
    monkeypatch.setattr(data, "names", lambda: ["squares"])
    monkeypatch.setattr(jobs, "_start", lambda run: None)
    return open_app("pages/2_Train.py").run()


def metric(page: AppTest, label: str) -> str:
    return next(each.value for each in page.metric if each.label == label)


def start(page: AppTest) -> AppTest:
    return next(each for each in page.button if each.label.startswith("Start")).click().run()


def press(page: AppTest, label: str) -> AppTest:
    return next(each for each in page.button if each.label == label).click().run()


def test_costs_follow_the_slider(page: AppTest) -> None:
    assert not page.exception
    assert metric(page, "Parameters") == f"{scaled('mobilenet', 0.2).parameters:,}"
    page.slider[0].set_value(0.5).run()
    assert metric(page, "Parameters") == f"{scaled('mobilenet', 0.5).parameters:,}"
    assert metric(page, "Estimated time")


def test_a_width_is_queued(page: AppTest) -> None:
    page.number_input[0].set_value(3)
    start(page)
    assert not page.exception
    run = find("mobilenet-0.2-squares")
    assert run.status.state == "queued"
    assert run.config.recipe.epochs == 3
    assert run.config.recipe.augmentation.flip


def test_several_widths_queue_a_sweep(page: AppTest) -> None:
    page.button_group[0].set_value("Several widths").run()
    start(page)
    assert {run.config.width for run in all_runs()} == {0.1, 0.25, 0.5}
    page.multiselect[0].set_value([]).run()
    assert next(each for each in page.button if each.label.startswith("Start")).disabled


def test_a_preset_is_queued_without_augmentation(page: AppTest) -> None:
    page.button_group[0].set_value("Preset").run()
    page.toggle[1].set_value(False).run()
    assert metric(page, "Parameters") == f"{PRESETS['mobilenet-63k'].parameters:,}"
    start(page)
    run = find("mobilenet-63k-squares")
    assert run.config.preset == "mobilenet-63k"
    assert not run.config.recipe.augmentation.flip


def test_a_student_learns_from_a_finished_run(finished_run, page: AppTest) -> None:
    assert page.toggle[0].disabled
    finished_run("old")
    page.run()
    page.toggle[0].set_value(True).run()
    start(page)
    run = find("mobilenet-0.2-distilled-squares")
    assert run.config.distillation.teacher == "old"


def test_a_run_is_cancelled_resumed_and_deleted(page: AppTest) -> None:
    start(page)
    press(page, "Cancel")
    assert find("mobilenet-0.2-squares").status.state == "cancelled"
    press(page, "Resume")
    assert find("mobilenet-0.2-squares").status.state == "queued"
    press(page, "Delete it")
    assert all_runs() == []
    assert not page.exception


def test_a_failed_run_says_why(new_run, page: AppTest) -> None:
    run = new_run("unlucky")
    run_status.write(run.folder, Status("failed", message="The disk is full."))
    page.run()
    assert not page.exception
    assert any(each.label == "Resume" for each in page.button)


def test_a_damaged_history_is_a_sentence(new_run, page: AppTest) -> None:
    (new_run("torn").folder / "history.csv").write_text("epoch,loss\n1,x\n")
    page.run()
    assert not page.exception
    assert "history.csv" in page.warning[0].value


def test_what_cannot_be_done_is_a_sentence(new_run, page: AppTest) -> None:
    run = new_run("racer")
    page.run()
    # It finishes (here: fails) between the drawing of the button and the click.
    run_status.write(run.folder, Status("failed", message="x"))
    press(page, "Cancel")
    assert not page.exception
    assert "nothing to cancel" in page.error[0].value
