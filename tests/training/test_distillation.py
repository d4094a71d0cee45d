import numpy as np
import pytest

from fer.training.distillation import dist, dkd, kd

TEACHER = np.array([[2 * np.log(6.0), 2 * np.log(3.0), 0.0]], np.float32)
"""At temperature 2 the teacher says softmax(ln 6, ln 3, 0) = (0.6, 0.3, 0.1)."""
STUDENT = np.zeros((1, 3), np.float32)


def divergence(first: list[float], second: list[float]) -> float:
    return sum(p * np.log(p / q) for p, q in zip(first, second, strict=True))


def test_kd_by_hand() -> None:
    by_hand = 4 * divergence([0.6, 0.3, 0.1], [1 / 3] * 3)
    assert float(kd(TEACHER, STUDENT, 2.0)[0]) == pytest.approx(by_hand, rel=1e-5)


def test_dkd_by_hand() -> None:
    targets = np.array([[0.0, 1.0, 0.0]], np.float32)
    sure = divergence([0.3, 0.7], [1 / 3, 2 / 3])
    others = divergence([6 / 7, 1 / 7], [1 / 2, 1 / 2])
    by_hand = 4 * (sure + 2 * others)
    assert float(dkd(TEACHER, STUDENT, targets, 2.0)[0]) == pytest.approx(by_hand, rel=1e-4)


def test_dist_is_nothing_for_a_student_that_correlates() -> None:
    logits = np.random.default_rng(0).normal(size=(5, 7)).astype(np.float32)
    np.testing.assert_allclose(dist(logits, logits, 2.0), 0, atol=1e-4)
    assert (dist(logits, -logits, 2.0).numpy() > 0).all()
