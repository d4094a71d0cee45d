import pytest

from fer.estimate import costs, machine_factor, seconds_an_image
from fer.models import PRESETS, scaled


def test_a_wider_network_takes_longer() -> None:
    seconds = [seconds_an_image(PRESETS[name]) for name in ("cnn-61k", "cnn-4.5m", "teacher")]
    assert seconds == sorted(seconds)


def test_the_machines_own_runs_scale_the_estimate(finished_run) -> None:
    run = finished_run()
    assert machine_factor([]) == 1.0
    factor = machine_factor([run])
    speed = run.metrics["training_images_per_second"]
    assert seconds_an_image(run.config.architecture, factor) == pytest.approx(1 / speed)


def test_costs_grow_with_epochs() -> None:
    network = scaled("mobilenet", 0.2)
    (one,), (two,) = (costs([network], 1000, epochs, []) for epochs in (1, 2))
    assert one.parameters == network.parameters
    assert two.seconds - one.seconds == pytest.approx(1000 * seconds_an_image(network))
