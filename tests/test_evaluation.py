import numpy as np
import pytest

from fer.evaluation import figures, mcnemar, softmax, wilson
from fer.schema import FER2013


def test_wilson_against_a_published_example() -> None:
    # Newcombe 1998, table I: 81 of 263.
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_wilson_at_the_ends() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 10)[0] == 0.0
    assert wilson(10, 10)[1] == pytest.approx(1.0)


def test_mcnemar_against_the_binomial_by_hand() -> None:
    # 1 against 5 of 6: two-sided 2 (1 + 6) / 64.
    assert mcnemar(1, 5) == mcnemar(5, 1) == pytest.approx(14 / 64)
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(1000, 1100) == pytest.approx(0.0308, abs=1e-3)
    # Of a million images the binomial is normal: two-sided p of -1.999 standard errors.
    assert mcnemar(499_000, 501_000) == pytest.approx(0.0456, abs=1e-4)


def test_figures_by_hand() -> None:
    probabilities = np.eye(7)[[0, 0, 1, 3]]
    result = figures(probabilities, np.array([0, 1, 1, 3]), FER2013.classes)
    assert result["n"] == 4
    assert result["accuracy"] == 0.75
    assert result["ci95"] == list(wilson(3, 4))
    assert result["recall"]["disgust"] == 0.5
    assert result["recall"]["neutral"] is None
    assert result["balanced_accuracy"] == pytest.approx((1 + 0.5 + 1) / 3)
    assert result["confusion"][1][0] == 1


def test_softmax_of_large_logits() -> None:
    np.testing.assert_allclose(softmax(np.array([[1000.0, 1000.0]])), [[0.5, 0.5]])
