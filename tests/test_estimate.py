from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import pytest

from fer import estimate
from fer.data import Dataset
from fer.estimate import Measurement, costs, measured, reference, seconds_an_image
from fer.models import PRESETS, scaled
from fer.models.weights import initial
from fer.runs import NO_AUGMENTATION, Augmentation, Distillation, Run, Validation, all_runs, weights
from fer.runs.run import WEIGHTS
from fer.training.teacher import bank


@pytest.fixture
def new_teacher(new_run) -> Callable[..., Run]:
    """Makes a run that takes long to answer; a seed draws its weights."""

    def make(name: str, seed: int = 0) -> Run:
        run = new_run(name, architecture=PRESETS["teacher"])
        weights.save_half(run.folder / WEIGHTS, initial(run.config.architecture.layers, seed))
        return run

    return make


def test_more_arithmetic_takes_longer() -> None:
    seconds = [seconds_an_image(PRESETS[name]) for name in ("cnn-61k", "cnn-265k", "cnn-1.5m")]
    assert seconds == sorted(seconds)


def test_the_machines_own_runs_correct_the_estimate(finished_run) -> None:
    run = finished_run()
    (measurement,) = measured([run])
    speed = run.metrics["training_images_per_second"]
    network, batch = run.config.architecture, run.config.recipe.batch_size
    assert seconds_an_image(network, [measurement], batch) == pytest.approx(1 / speed)


def test_another_machines_runs_say_nothing_about_this_one(finished_run) -> None:
    run = finished_run()
    for other in ({"host": "far"}, {"launcher": "ray"}):
        assert measured([replace(run, status=replace(run.status, **other))]) == []
    cores = estimate.core_hours(3600, [])
    assert cores == estimate.CORES


def test_another_engines_runs_say_nothing_about_this_one(finished_run) -> None:
    run = finished_run()
    assert measured([run])
    assert measured([replace(run, config=replace(run.config, engine="torch"))]) == []


def test_a_calibration_is_kept_and_goes_first(finished_run) -> None:
    assert measured([]) == []
    kept = [Measurement("cnn", 1e-3, 2e-3)]
    estimate.keep_calibration(kept, "cpu")
    assert measured([finished_run()]) == kept


def test_corrections_lie_between_those_of_the_family() -> None:
    narrow, middle, wide = (scaled("cnn", width) for width in (0.4, 0.5, 0.7))
    measurements = [
        Measurement.of(narrow, 64, 2 * reference(narrow, 64)),
        Measurement.of(wide, 64, 3 * reference(wide, 64)),
        Measurement("teacher", 1e-3, 9e-3),
    ]
    assert seconds_an_image(narrow, measurements) == pytest.approx(2 * reference(narrow, 64))
    assert 2 < seconds_an_image(middle, measurements) / reference(middle, 64) < 3


def test_one_slow_run_of_several_of_a_size_changes_nothing() -> None:
    network, wide = scaled("cnn", 0.4), scaled("cnn", 0.7)
    there = reference(network, 64)
    larger = Measurement.of(wide, 64, reference(wide, 64))
    for slower in permutations((1, 1, 4)):
        runs = [Measurement.of(network, 64, times * there) for times in slower]
        assert seconds_an_image(network, [*runs, larger]) == pytest.approx(there)


def test_costs_grow_with_epochs(new_run, dataset: Dataset) -> None:
    configs = [new_run(f"of-{epochs}", epochs=epochs).config for epochs in (1, 2)]
    one, two = costs(configs)
    network = configs[0].architecture
    assert one.parameters == network.parameters
    images = 0.9 * len(dataset.indices("training"))
    epoch = images * seconds_an_image(network, batch_size=configs[0].recipe.batch_size)
    assert two.seconds - one.seconds == pytest.approx(epoch, rel=0.05)


def test_a_larger_held_out_part_makes_an_epoch_shorter(new_run) -> None:
    config = new_run(epochs=100).config
    half = replace(config, validation=Validation(fraction=0.5))
    usual, shorter = (cost.seconds - estimate.START_SECONDS for cost in costs([config, half]))
    assert shorter < 0.75 * usual


def test_two_students_of_one_teacher_wait_for_it_once(new_run, new_teacher) -> None:
    new_teacher("master")
    taught = Distillation("master")
    first, second = costs(
        [new_run(name, epochs=16, distillation=taught).config for name in ("one", "two")]
    )
    plain, longer = costs(
        [
            new_run("plain", epochs=16).config,
            new_run("longer", epochs=16, distillation=replace(taught, views=0)).config,
        ]
    )
    assert second.seconds == pytest.approx(plain.seconds)
    assert first.seconds > 1.5 * plain.seconds
    assert longer.seconds == pytest.approx(first.seconds)


def test_students_share_answers_whatever_they_learn_from_them(new_run, new_teacher) -> None:
    new_teacher("master")
    taught = Distillation("master")
    lessons = (
        None,
        taught,
        *(replace(taught, **other) for other in ({"alpha": 0.5}, {"loss": "kd"}, {"views": 8})),
    )
    plain, first, *others = costs(
        [
            new_run(f"of-{number}", epochs=16, distillation=lesson).config
            for number, lesson in enumerate(lessons)
        ]
    )
    assert first.seconds > 1.5 * plain.seconds
    assert [other.seconds for other in others] == pytest.approx([plain.seconds] * len(others))


def test_only_answers_that_are_not_on_disk_take_time(
    new_run, new_teacher, dataset: Dataset
) -> None:
    master = new_teacher("master")

    def waiting(**settings: object) -> float:
        """Seconds that a student of two epochs waits."""
        name = f"of-{len(all_runs())}"
        config = new_run(name, distillation=Distillation("master", views=4), **settings).config
        alone, taught = costs([replace(config, distillation=None), config])
        return taught.seconds - alone.seconds

    both = waiting()
    folder = bank(master.weights_hash(), Augmentation(), dataset.fingerprint)
    folder.mkdir(parents=True)
    for view in (0, 3):
        (folder / f"{view}.npy").touch()
    # Epoch 0 of seed 3 is view 3, and its next one view 0 again.
    ready, half, neither = waiting(seed=3), waiting(seed=0), waiting(seed=1)
    assert [ready, half, neither] == pytest.approx([0, both / 2, both], abs=1e-9)
    assert waiting(seed=3, augmentation=NO_AUGMENTATION) == pytest.approx(both)
    weights.save_half(master.folder / WEIGHTS, initial(master.config.architecture.layers, 1))
    assert waiting(seed=3) == pytest.approx(both)


def test_every_teacher_takes_its_time(new_run, new_teacher) -> None:
    for seed, name in enumerate(("master", "other")):
        new_teacher(name, seed)
    alone, plain, both = (
        costs([new_run(name, epochs=16, distillation=lesson).config])[0].seconds
        for name, lesson in (
            ("alone", Distillation("master")),
            ("plain", None),
            ("both", Distillation("master", more_teachers=("other",))),
        )
    )
    assert both - plain == pytest.approx(2 * (alone - plain))
