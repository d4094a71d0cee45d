import pytest

from fer import estimate
from fer.estimate import Measurement, costs, measured, reference, seconds_an_image, seconds_of
from fer.models import PRESETS, scaled
from fer.runs import Distillation


def test_more_arithmetic_takes_longer() -> None:
    seconds = [seconds_an_image(PRESETS[name]) for name in ("cnn-61k", "cnn-265k", "cnn-1.5m")]
    assert seconds == sorted(seconds)


def test_the_machines_own_runs_correct_the_estimate(finished_run) -> None:
    run = finished_run()
    (measurement,) = measured([run])
    speed = run.metrics["training_images_per_second"]
    network, batch = run.config.architecture, run.config.recipe.batch_size
    assert seconds_an_image(network, [measurement], batch) == pytest.approx(1 / speed)


def test_a_calibration_is_kept_and_goes_first(finished_run) -> None:
    assert measured([]) == []
    kept = [Measurement("cnn", 1e-3, 2e-3)]
    estimate.keep_calibration(kept)
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


def test_costs_grow_with_epochs() -> None:
    network = scaled("mobilenet", 0.2)
    (one,), (two,) = (costs([network], 1000, epochs) for epochs in (1, 2))
    assert one.parameters == network.parameters
    assert two.seconds - one.seconds == pytest.approx(1000 * seconds_an_image(network), rel=0.05)


def test_the_first_student_waits_for_its_teacher() -> None:
    network = scaled("mobilenet", 0.2)
    first, second = costs([network, network], 1000, 10, teacher=PRESETS["teacher"], views=10)
    assert first.seconds > second.seconds


def test_two_students_of_one_teacher_wait_for_it_once(new_run) -> None:
    new_run("master", architecture=PRESETS["teacher"])
    taught = Distillation("master")
    configs = [new_run(name, epochs=16, distillation=taught).config for name in ("one", "two")]
    first, both = seconds_of(configs[:1]), seconds_of(configs)
    assert first < both < 1.9 * first
