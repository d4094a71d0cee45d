import numpy as np
import pytest

from fer.runs import Recipe
from fer.training.engine import distillation_loss, learning_rate


def test_distillation_loss_by_hand() -> None:
    # At temperature 2 the teacher says softmax(ln 9, 0) = (0.9, 0.1), the student (0.5, 0.5).
    teacher = np.array([[2 * np.log(9.0), 0.0]], np.float32)
    student = np.zeros((1, 2), np.float32)
    divergence = 0.9 * np.log(0.9 / 0.5) + 0.1 * np.log(0.1 / 0.5)
    hard = np.array([0.7], np.float32)
    loss = distillation_loss(teacher, student, hard, alpha=0.9, temperature=2.0)
    assert float(loss[0]) == pytest.approx(0.9 * 4 * divergence + 0.1 * 0.7, rel=1e-5)


@pytest.mark.parametrize("schedule", ["one-cycle", "cosine"])
def test_schedule_rises_to_its_peak_and_falls_to_nothing(schedule: str) -> None:
    recipe = Recipe(schedule=schedule, learning_rate=1.0)
    rates = [learning_rate(recipe, progress) for progress in np.linspace(0, 1, 1001)]
    peak = int(np.argmax(rates))
    assert rates[0] == pytest.approx(0.1)
    assert rates[peak] == pytest.approx(1.0, abs=1e-3)
    assert rates[-1] == pytest.approx(0.0)
    assert peak == pytest.approx(300 if schedule == "one-cycle" else 50, abs=1)
