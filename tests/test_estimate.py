from dataclasses import replace

import pytest

from fer import estimate
from fer.data import Dataset
from fer.estimate import Measurement, costs, measured, reference, seconds_an_image
from fer.models import PRESETS, scaled
from fer.runs import Distillation, Validation


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


def test_two_students_of_one_teacher_wait_for_it_once(new_run) -> None:
    new_run("master", architecture=PRESETS["teacher"])
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


def test_every_teacher_takes_its_time(new_run) -> None:
    for name in ("master", "other"):
        new_run(name, architecture=PRESETS["teacher"])
    alone, plain, both = (
        costs([new_run(name, epochs=16, distillation=lesson).config])[0].seconds
        for name, lesson in (
            ("alone", Distillation("master")),
            ("plain", None),
            ("both", Distillation("master", more_teachers=("other",))),
        )
    )
    assert both - plain == pytest.approx(2 * (alone - plain))
