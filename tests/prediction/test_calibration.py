import numpy as np
import pytest

from fer.evaluation import softmax
from fer.prediction.calibration import fit, scale, temperature


@pytest.mark.parametrize("true", [0.5, 1.0, 2.5])
def test_the_temperature_that_made_the_labels_is_found(true: float) -> None:
    random = np.random.default_rng(0)
    logits = random.normal(0, 3, (20_000, 7))
    chances = softmax(logits / true).cumsum(axis=1)
    labels = (random.random((len(logits), 1)) > chances).sum(axis=1).clip(0, 6)
    assert fit(softmax(logits), labels) == pytest.approx(true, rel=0.05)


def test_scaling_divides_the_logits() -> None:
    logits = np.random.default_rng(0).normal(0, 2, (5, 7))
    np.testing.assert_allclose(scale(softmax(logits), 2.0), softmax(logits / 2), atol=1e-6)


def test_a_run_that_is_always_right_has_a_finite_temperature() -> None:
    assert np.isfinite(fit(np.eye(7), np.arange(7)))


def test_a_run_without_predictions_has_none(untrained_run, finished_run) -> None:
    assert temperature(untrained_run()) is None
    assert temperature(finished_run("done")) > 0
