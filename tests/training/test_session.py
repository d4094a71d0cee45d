from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from fer import data, engines, estimate
from fer.data import Dataset
from fer.data.samples import Samples
from fer.data.store import save
from fer.errors import FerError
from fer.runs import Augmentation, Distillation, Run, create, find, weights
from fer.runs.run import CHECKPOINT, WEIGHTS
from fer.schema import FER2013
from fer.training import session
from fer.training.report import evaluate
from fer.training.teacher import TeacherViews

NewRun = Callable[..., Run]
FACES = np.zeros((32, 48, 48), np.uint8), np.zeros(32, np.uint8)


def after(calls: int) -> Callable[[], bool]:
    """A `stop` that says yes from its call number `calls` on."""
    numbers: Iterator[int] = count()
    return lambda: next(numbers) >= calls


def rows(run: Run) -> list[tuple[float, ...]]:
    """What a history says of learning, without the clock's columns."""
    keys = ("epoch", "learning_rate", "loss", "accuracy", "val_loss", "val_accuracy")
    return [tuple(row[key] for key in keys) for row in run.history()]


def test_a_run_learns_and_leaves_a_complete_folder(new_run: NewRun) -> None:
    run, seen = new_run(epochs=8), []
    assert session.train(run, report=seen.append).state == "finished"
    assert seen[-1].state == "finished"
    assert any(status.images_per_second for status in seen)
    run = find("tiny")
    assert run.status.heartbeat > 0
    assert run.status.state == "finished"
    assert [row["epoch"] for row in run.history()] == list(range(1, 9))
    assert run.metrics["splits"]["private"]["n"] == 35
    assert run.metrics["splits"]["private"]["accuracy"] > 0.3
    assert not (run.folder / CHECKPOINT).exists()
    assert "python -m fer train" in (run.folder / "README.md").read_text()
    for split in FER2013.splits:
        assert evaluate(run, split, engines.load()) == run.metrics["splits"][split]
    probabilities, labels, hashes = run.predictions("private")
    assert probabilities.dtype == np.float16
    assert (probabilities.argmax(axis=1) == labels).mean() == pytest.approx(
        run.metrics["splits"]["private"]["accuracy"]
    )
    assert len(np.unique(hashes)) == 35
    assert {array.dtype for array in weights.load(run.folder / WEIGHTS).values()} == {
        np.dtype(np.float16)
    }


def test_a_run_stopped_again_and_again_goes_on_as_if_it_had_not(new_run: NewRun) -> None:
    base = new_run(epochs=3).config
    recipe = replace(base.recipe, mixup=0.2)
    for name in ("whole", "stopped"):
        create(replace(base, run=name, recipe=recipe))
    session.train(find("whole"))
    # Before the first step, in the middle of the first epoch and in that of a later one.
    for calls in (0, 1, 4):
        assert session.train(find("stopped"), stop=after(calls)).state == "cancelled"
        assert find("stopped").status.resumable
    assert 1 <= find("stopped").status.epoch < 3
    session.train(find("stopped"))
    assert rows(find("stopped")) == rows(find("whole"))
    first, second = (weights.load(find(name).folder / WEIGHTS) for name in ("whole", "stopped"))
    for name, array in first.items():
        np.testing.assert_array_equal(array, second[name])


def test_a_run_whose_report_failed_learns_nothing_more(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*about: object) -> None:
        raise OSError("no space left")

    run = new_run()
    with monkeypatch.context() as patch:
        patch.setattr(session, "write_report", full)
        with pytest.raises(OSError, match="no space"):
            session.train(run)
    kept, learnt = weights.load(run.folder / WEIGHTS), rows(run)
    assert session.train(find("tiny"), stop=lambda: True).state == "finished"
    assert rows(find("tiny")) == learnt
    for name, array in weights.load(find("tiny").folder / WEIGHTS).items():
        np.testing.assert_array_equal(array, kept[name])


def test_an_epoch_of_one_step_is_timed_too(new_run: NewRun) -> None:
    run = new_run(epochs=1)
    recipe = replace(run.config.recipe, batch_size=200)
    session.train(replace(run, config=replace(run.config, recipe=recipe)))
    assert find("tiny").metrics["training_images_per_second"] > 0


def test_a_loss_beyond_all_numbers_ends_the_run_with_a_sentence(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = new_run()
    trainer = type(engines.load().trainer(run.config.architecture, run.config.recipe, 0, *FACES))
    monkeypatch.setattr(trainer, "step", lambda *_: (np.full(1, np.nan), np.zeros(1)))
    with pytest.raises(FerError, match="a lower learning rate"):
        session.train(run)
    assert find("tiny").status.state == "failed"


def test_another_seed_is_another_run(new_run: NewRun) -> None:
    for name, seed in (("one", 0), ("two", 1)):
        session.train(new_run(name, epochs=1, seed=seed))
    assert rows(find("one")) != rows(find("two"))


def test_a_changed_data_set_fails_in_a_sentence(new_run: NewRun) -> None:
    run = new_run()
    old = data.load("squares")
    save("squares", Samples(255 - old.images, np.array(old.labels), np.array(old.usage)))
    with pytest.raises(FerError, match="is not the one this run started with"):
        session.train(run)
    status = find("tiny").status
    assert status.state == "failed"
    assert "is not the one" in status.message


def test_a_student_is_asked_about_its_teachers_views(
    new_run: NewRun, finished_run: NewRun, dataset: Dataset
) -> None:
    finished_run("old")
    distillation = Distillation("old", views=2)
    student = new_run("young", epochs=3, distillation=distillation, seed=1)
    assert session.train(student).state == "finished"
    views = TeacherViews(distillation, Augmentation(), dataset, engines.load())
    draws, logits = views.view(0)
    again, same = views.view(2)
    np.testing.assert_array_equal(draws, again)
    np.testing.assert_array_equal(logits, same)
    training = dataset.indices("training")
    assert (logits[training] != 0).any(axis=1).all()
    assert (np.delete(logits, training, axis=0) == 0).all()


def test_what_a_student_asked_costs_the_next_one_nothing(
    new_run: NewRun, finished_run: NewRun
) -> None:
    finished_run("old")

    def student(name: str, seed: int) -> Run:
        return new_run(name, epochs=1, seed=seed, distillation=Distillation("old", views=2))

    session.train(student("first", 1))
    same, other = (student(name, seed).config for name, seed in (("same", 3), ("other", 2)))
    alone, ready, asks = estimate.costs([replace(same, distillation=None), same, other])
    assert ready.seconds == alone.seconds
    assert asks.seconds > alone.seconds


def test_several_teachers_answer_with_the_mean_of_their_logits(
    finished_run: NewRun, dataset: Dataset
) -> None:
    def answers(*names: str) -> np.ndarray:
        distillation = Distillation(names[0], more_teachers=names[1:])
        return TeacherViews(distillation, Augmentation(), dataset, engines.load()).view(0)[1]

    finished_run("one")
    turn_over(finished_run("other"))
    mean = (answers("one").astype(np.float32) + answers("other")) / 2
    np.testing.assert_allclose(answers("one", "other"), mean, atol=0.01)
    assert np.abs(answers("one") - mean).max() > 0.1


def turn_over(run: Run) -> None:
    """Give a run's last layer, and so the run, other weights."""
    arrays = weights.load(run.folder / WEIGHTS)
    last = [name for name in arrays if name.endswith("dense/kernel")][-1]
    weights.save_half(run.folder / WEIGHTS, arrays | {last: -arrays[last]})


def test_a_student_does_not_go_on_with_another_teacher(
    new_run: NewRun, finished_run: NewRun
) -> None:
    old = finished_run("old")
    student = new_run("young", epochs=3, distillation=Distillation("old", views=1))
    session.train(student, stop=lambda: len(student.history()) > 0)
    turn_over(old)
    with pytest.raises(FerError, match="not the one it began with"):
        session.train(student)


def test_exact_distillation_keeps_no_views(
    new_run: NewRun, finished_run: NewRun, artifacts
) -> None:
    finished_run("old")
    session.train(new_run("young", epochs=1, distillation=Distillation("old", views=0)))
    assert not (artifacts / "teacher-views").exists()


def test_damaged_weights_are_a_sentence(finished_run: NewRun) -> None:
    (finished_run("old").folder / WEIGHTS).write_bytes(b"nothing")
    with pytest.raises(FerError, match="has 7 bytes where"):
        evaluate(find("old"), "private", engines.load())
