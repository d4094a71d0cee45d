from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from fer import data, estimate, launch
from fer.data import Dataset, store
from fer.data.samples import Samples
from fer.engines import choice
from fer.launch import queue
from fer.launchers import cluster
from fer.models import PRESETS, scaled
from fer.runs import NO_AUGMENTATION, Distillation, Recipe, Status, all_runs, find
from fer.runs import status as run_status
from fer.runs.options import command
from fer.runs.recipe import recipe_of
from fer.views.train.state import EPOCHS

from .conftest import charts, open_app, said, table


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, dataset) -> AppTest:
    """The page; `squares` is the only set besides the built-in one, and nothing really starts."""
    monkeypatch.setattr(data, "names", lambda: ["squares"])
    monkeypatch.setattr(queue, "start", lambda run: None)
    return open_app("pages/2_Train.py").run()


def metric(page: AppTest, label: str) -> str:
    return next(each.value for each in page.metric if each.label == label)


def press(page: AppTest, key: str) -> AppTest:
    return page.button(key=key).click().run()


def choose(page: AppTest, key: str, value: object) -> AppTest:
    return page.segmented_control(key=key).set_value(value).run()


def test_costs_follow_the_slider(page: AppTest) -> None:
    assert not page.exception
    assert metric(page, "Parameters") == f"{scaled('mobilenet', 0.2).parameters:,}"
    before = metric(page, "Time")
    page.slider(key="train_width").set_value(2.0).run()
    assert metric(page, "Parameters") == f"{scaled('mobilenet', 2.0).parameters:,}"
    assert metric(page, "Time") != before


def test_a_gpu_that_was_not_measured_has_no_time(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "gpu", lambda: choice.Gpu("cuda", "NVIDIA H200"))
    page.run()
    assert metric(page, "Time") == "not estimated"
    assert page.button(key="train_measure")
    choose(page, "train_network", "widths")
    assert not page.exception
    assert set(table(page, "time")["time"]) == {"not estimated"}
    assert "Time in all" not in [each.label for each in page.metric]
    assert page.button(key="train_measure")
    estimate.keep_calibration([estimate.Measurement("mobilenet", 1e-3, 1e-4)], "cuda")
    page.run()
    assert "not estimated" not in set(table(page, "time")["time"])
    assert metric(page, "Time in all")


def test_a_width_is_queued(page: AppTest) -> None:
    page.number_input(key="train_epochs").set_value(3)
    press(page, "train_start")
    assert not page.exception
    run = find("mobilenet-0.2-squares")
    assert run.status.state == "queued"
    assert run.config.recipe.epochs == 3
    assert run.config.recipe.augmentation.flip


def test_several_widths_queue_a_sweep(page: AppTest) -> None:
    choose(page, "train_network", "widths")
    widths = (0.1, 0.25, 0.5)
    costs = table(page, "time")
    assert list(costs["width"]) == list(widths)
    assert list(costs["parameters"]) == [scaled("mobilenet", each).parameters for each in widths]
    (shown,) = page.code
    assert "fer sweep --family mobilenet --widths 0.1,0.25,0.5 --epochs 10" in shown.value
    press(page, "train_start")
    assert {run.config.width for run in all_runs()} == set(widths)
    page.multiselect(key="train_widths").set_value([]).run()
    assert page.button(key="train_start").disabled
    assert "Choose at least one width." in said(page.info)


def test_a_preset_is_queued_without_augmentation(page: AppTest) -> None:
    choose(page, "train_network", "preset")
    page.toggle(key="train_augmentation").set_value(False).run()
    assert metric(page, "Parameters") == f"{PRESETS['mobilenet-63k'].parameters:,}"
    press(page, "train_start")
    run = find("mobilenet-63k-squares")
    assert run.config.preset == "mobilenet-63k"
    assert run.config.recipe == replace(recipe_of("mobilenet-63k"), augmentation=NO_AUGMENTATION)


def test_every_preset_brings_its_own_epochs(page: AppTest) -> None:
    choose(page, "train_network", "preset")
    for preset in ("mobilenet-63k", "teacher"):
        page.selectbox(key="train_preset").select(preset).run()
        epochs = page.number_input(key="train_epochs").value
        assert epochs == recipe_of(preset).epochs


def test_a_student_learns_from_a_finished_run(finished_run, page: AppTest) -> None:
    assert page.toggle(key="train_distil").disabled
    finished_run("old")
    page.run()
    page.toggle(key="train_distil").set_value(True).run()
    page.number_input(key="train_temperature").set_value(2.0)
    page.number_input(key="train_alpha").set_value(0.5)
    press(page, "train_start")
    run = find("mobilenet-0.2-distilled-squares")
    assert run.config.distillation == Distillation("old", temperature=2.0, alpha=0.5)


def test_a_teacher_is_not_taken_along_to_another_data_set(
    finished_run, page: AppTest, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    finished_run("old")
    other = Samples(255 - dataset.images, np.array(dataset.labels), np.array(dataset.usage))
    store.save("other", other)
    monkeypatch.setattr(data, "names", lambda: ["squares", "other"])
    page.run()
    page.toggle(key="train_distil").set_value(True).run()
    page.selectbox(key="train_data").select("other").run()
    assert not page.exception
    assert not page.toggle(key="train_distil").value
    press(page, "train_start")
    assert find("mobilenet-0.2-other").config.distillation is None


def linked(page: AppTest, **parts: str) -> AppTest:
    """The page, opened by a link."""
    there = open_app("pages/2_Train.py")
    for part, value in parts.items():
        there.query_params[part] = value
    return there.run()


def test_a_link_to_what_is_gone_says_what_is_chosen_instead(finished_run, page: AppTest) -> None:
    for seed, name in enumerate(("alpha", "beta")):
        finished_run(name, seed=seed)
    there = linked(page, data="lost_set", distil="1", teacher="gone")
    assert not there.exception
    assert "There is no data set 'lost\\_set': squares is chosen instead." in said(there.warning)
    gone = "This data set has no teacher 'gone': alpha is chosen instead."
    assert gone in said(there.warning)
    assert there.selectbox(key="train_teacher").value == "alpha"
    # It is said as long as it holds, as the page may draw itself again before anybody reads it.
    assert gone in said(there.run().warning)
    for teacher in ("beta", "alpha"):
        there.selectbox(key="train_teacher").select(teacher).run()
        assert gone not in said(there.warning)


def test_a_link_to_a_lesson_that_nobody_can_give_says_so(finished_run, page: AppTest) -> None:
    there = linked(page, distil="1", teacher="gone")
    assert not there.toggle(key="train_distil").value
    assert "No run of this data set is finished, so none can teach" in said(there.warning)
    finished_run("alpha")
    assert "none can teach" not in said(there.run().warning)


def test_an_emptied_number_stays_as_it_was(finished_run, page: AppTest) -> None:
    finished_run("old")
    page.run().toggle(key="train_distil").set_value(True).run()
    assert all(each.proto.required for each in page.number_input)
    for each in page.number_input:
        each.set_value(None)
    page.run()
    press(page, "train_start")
    assert not page.exception
    config = find("mobilenet-0.2-distilled-squares").config
    assert config.recipe == replace(Recipe(), epochs=EPOCHS)
    assert config.distillation == Distillation("old")


def test_a_run_is_cancelled_resumed_and_deleted(page: AppTest) -> None:
    name = "mobilenet-0.2-squares"
    press(page, "train_start")
    press(page, f"cancel {name}")
    assert find(name).status.state == "cancelled"
    press(page, f"resume {name}")
    assert find(name).status.state == "queued"
    press(page, f"cancel {name}")
    press(page, f"delete {name}")
    assert all_runs() == []
    assert not page.exception


def test_a_failed_run_says_why(new_run, page: AppTest) -> None:
    run = new_run("unlucky")
    run_status.write(run.folder, Status("failed", message="The disk is full."))
    page.run()
    assert not page.exception
    assert "Failed: The disk is full." in [each.text for each in page.get("progress")]
    press(page, "resume unlucky")
    assert find("unlucky").status.state == "queued"


def test_a_damaged_history_is_a_sentence(new_run, page: AppTest) -> None:
    (new_run("torn").folder / "history.csv").write_text("epoch,loss\n1,x\n")
    page.run()
    assert not page.exception
    assert "history.csv" in said(page.warning)


def test_what_cannot_be_done_is_a_sentence(new_run, page: AppTest) -> None:
    run = new_run("racer")
    page.run()
    # It finishes (here: fails) between the drawing of the button and the click.
    run_status.write(run.folder, Status("failed", message="x"))
    press(page, "cancel racer")
    assert not page.exception
    assert "nothing to cancel" in said(page.error)


def test_a_second_press_asks_before_it_queues_a_twin(page: AppTest) -> None:
    press(page, "train_start")
    assert "new" in said(page.markdown)
    press(page, "train_start")
    assert "Here already with these settings: **mobilenet-0.2-squares** (queued)" in said(
        page.markdown
    )
    assert len(all_runs()) == 1
    press(page, "train_no_twin")
    assert "Here already" not in said(page.markdown)
    press(page, "train_start")
    press(page, "train_twin")
    assert {run.name for run in all_runs()} == {"mobilenet-0.2-squares", "mobilenet-0.2-squares-2"}
    assert not page.exception


def test_a_sweep_can_leave_out_what_is_here(page: AppTest) -> None:
    page.slider(key="train_width").set_value(0.1).run()
    press(page, "train_start")
    choose(page, "train_network", "widths")
    press(page, "train_start")
    press(page, "train_others")
    assert sorted(run.config.width for run in all_runs()) == [0.1, 0.25, 0.5]
    assert not page.exception


def test_other_settings_take_the_question_back(page: AppTest) -> None:
    press(page, "train_start")
    press(page, "train_start")
    page.number_input(key="train_seed").set_value(1).run()
    assert "Here already" not in said(page.markdown)
    press(page, "train_start")
    assert sorted(run.config.seed for run in all_runs()) == [0, 1]


def test_more_settings_reach_the_run_and_the_command(page: AppTest) -> None:
    page.selectbox(key="train_optimizer").select("sgd")
    page.number_input(key="train_learning_rate").set_value(0.05)
    page.number_input(key="train_batch_size").set_value(32)
    page.number_input(key="train_dropout").set_value(0.3)
    page.number_input(key="train_label_smoothing").set_value(0.0)
    page.number_input(key="train_rotate").set_value(5.0).run()
    press(page, "train_start")
    config = find("mobilenet-0.2-squares").config
    recipe = config.recipe
    assert (recipe.optimizer, recipe.learning_rate, recipe.batch_size) == ("sgd", 0.05, 32)
    assert (recipe.label_smoothing, recipe.augmentation.rotate) == (0.0, 5.0)
    assert config.architecture.dropout == 0.3
    (shown,) = page.code
    assert shown.value == command(config)
    assert "--optimizer sgd --learning-rate 0.05" in shown.value


def test_the_form_survives_a_reload_and_a_visit_next_door(page: AppTest) -> None:
    choose(page, "train_network", "widths")
    page.number_input(key="train_epochs").set_value(7)
    page.number_input(key="train_mixup").set_value(0.2).run()
    again = open_app("pages/2_Train.py")
    for part, values in page.query_params.items():
        again.query_params[part] = values
    again.run()
    for there in (again, page.switch_page("app.py").run().switch_page("pages/2_Train.py").run()):
        assert not there.exception
        assert there.segmented_control(key="train_network").value == "widths"
        assert there.number_input(key="train_epochs").value == 7
        assert there.number_input(key="train_mixup").value == 0.2


def test_what_waits_moves_up_and_is_cancelled_together(page: AppTest) -> None:
    choose(page, "train_network", "widths")
    press(page, "train_start")
    press(page, "up mobilenet-0.5-squares")
    order = ["mobilenet-0.1-squares", "mobilenet-0.5-squares", "mobilenet-0.25-squares"]
    assert [run.name for run in launch.waiting()] == order
    shown = said(page.markdown)
    assert all(f"{place}. **{name}**" in shown for place, name in enumerate(order, start=1))
    press(page, "train_cancel_all")
    assert not page.exception
    assert {run.status.state for run in all_runs()} == {"cancelled"}
    assert "Cancelled before it began" in [each.text for each in page.get("progress")]


def test_several_runs_share_a_chart(new_run, finished_run, page: AppTest) -> None:
    finished_run("first")
    finished_run("second", seed=1)
    page.run()
    (chart,) = charts(page)
    assert {trace["name"] for trace in chart["data"]} == {"first", "second"}
    page.multiselect(key="train_curves").set_value(["second"]).run()
    (chart,) = charts(page)
    assert [trace["name"] for trace in chart["data"]] == ["second"]


def test_where_a_run_is_its_attempt_and_its_log(
    page: AppTest, new_run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("losses", "nodes", "goes_on"):
        monkeypatch.setattr(cluster, name, lambda *asked, **more: {})
    monkeypatch.setattr(cluster, "goes_on", lambda *asked, **more: True)
    monkeypatch.setenv("FER_LAUNCHER", "ray")
    monkeypatch.setenv("RAY_ADDRESS", "http://head:8265")
    run = new_run("far")
    begun = replace(run_status.of_this_process(attempt=2), launcher="ray", host="node_7")
    run_status.write(run.folder, begun)
    new_run("next")
    (run.folder / "log.txt").write_text("epoch 1/2  loss 1.9\n")
    page.run()
    assert not page.exception
    shown = said(page.markdown)
    assert "On node\\_7 (attempt 2 of 4: a worker was lost)" in shown
    assert "1. **next**  \n:small[starts when there is a place]" in shown
    assert "epoch 1/2  loss 1.9" in [each.value for each in page.code]
    assert "Runs on: the cluster at http://head:8265" in said(page.caption)
