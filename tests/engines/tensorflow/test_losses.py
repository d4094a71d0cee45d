import numpy as np
import pytest

from fer.engines.tensorflow.losses import dist, distillation_loss, kd
from fer.runs import Distillation

TEACHER = np.array([[2 * np.log(6.0), 2 * np.log(3.0), 0.0]], np.float32)
"""At temperature 2 the teacher says softmax(ln 6, ln 3, 0) = (0.6, 0.3, 0.1)."""
STUDENT = np.zeros((1, 3), np.float32)


def divergence(first: list[float], second: list[float]) -> float:
    return sum(p * np.log(p / q) for p, q in zip(first, second, strict=True))


def test_distillation_loss_by_hand() -> None:
    # At temperature 2 the teacher says softmax(ln 9, 0) = (0.9, 0.1), the student (0.5, 0.5).
    teacher = np.array([[2 * np.log(9.0), 0.0]], np.float32)
    student = np.zeros((1, 2), np.float32)
    divergence = 0.9 * np.log(0.9 / 0.5) + 0.1 * np.log(0.1 / 0.5)
    hard = np.array([0.7], np.float32)
    settings = Distillation("any", loss="kd", alpha=0.9, temperature=2.0)
    loss = distillation_loss(settings, teacher, student, hard)
    assert float(loss[0]) == pytest.approx(0.9 * 4 * divergence + 0.1 * 0.7, rel=1e-5)


def test_kd_by_hand() -> None:
    by_hand = 4 * divergence([0.6, 0.3, 0.1], [1 / 3] * 3)
    assert float(kd(TEACHER, STUDENT, 2.0)[0]) == pytest.approx(by_hand, rel=1e-5)


def test_dist_is_nothing_for_a_student_that_correlates() -> None:
    logits = np.random.default_rng(0).normal(size=(5, 7)).astype(np.float32)
    np.testing.assert_allclose(dist(logits, logits, 2.0), 0, atol=1e-4)
    assert (dist(logits, -logits, 2.0).numpy() > 0).all()


def test_dist_by_hand() -> None:
    # Two images and two classes: all rows and columns correlate perfectly or not at all.
    same = np.array([[1.0, 0.0], [0.0, 1.0]], np.float32)
    np.testing.assert_allclose(dist(same, same[::-1], 1.0), 4, rtol=1e-5)
