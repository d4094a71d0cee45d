import numpy as np
import pytest

from fer.claims.verdicts import (
    Effect,
    difference,
    gap,
    gap_difference,
    seed_deviation,
    verdict,
)

IMAGES = 7178


def answers(accuracy: float, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random(IMAGES) < accuracy


def test_a_clear_effect_holds_and_its_reverse_does_not() -> None:
    good, bad = [answers(0.70, 0), answers(0.70, 1)], [answers(0.62, 2), answers(0.62, 3)]
    assert verdict(difference([(good, bad)])) == "holds"
    assert verdict(difference([(bad, good)])) == "does not hold"


def test_equal_answers_are_a_negligible_effect() -> None:
    same = answers(0.65, 0)
    other = same.copy()
    other[np.flatnonzero(same)[:5]] = False
    other[np.flatnonzero(~same)[:5]] = True
    assert verdict(difference([([same], [other])])) == "does not hold"


def test_a_small_effect_of_few_images_cannot_be_told() -> None:
    one = np.array([True] * 66 + [False] * 34)
    other = np.array([True] * 60 + [False] * 34 + [True] * 6)
    assert verdict(difference([([one], [other])])) == "cannot be told"
    assert verdict(None) == "cannot be told"


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.001, 0.004, "holds"),
        (-0.004, 0.004, "does not hold"),
        (-0.02, -0.006, "does not hold"),
        (-0.006, 0.004, "cannot be told"),
        (-0.001, 0.02, "cannot be told"),
    ],
)
def test_the_rule(low: float, high: float, expected: str) -> None:
    assert verdict(Effect((low + high) / 2, low, high)) == expected


def test_the_interval_of_one_pair_is_mcnemars() -> None:
    # The variance of a paired difference: (b + c - (b - c)^2 / n) / n^2.
    first, second = answers(0.7, 0), answers(0.6, 1)
    b, c = (first & ~second).sum(), (second & ~first).sum()
    half = 1.96 * np.sqrt(b + c - (b - c) ** 2 / IMAGES) / IMAGES
    effect = difference([([first], [second])])
    assert effect.value == pytest.approx((b - c) / IMAGES)
    assert (effect.high - effect.low) / 2 == pytest.approx(half, rel=0.06)


def test_seeds_that_disagree_widen_the_interval() -> None:
    steady = [answers(0.66, 0), answers(0.66, 1)]
    base = [answers(0.62, 4), answers(0.62, 5)]
    unsteady = [answers(0.70, 2), answers(0.62, 3)]
    narrow, wide = difference([(steady, base)]), difference([(unsteady, base)])
    assert wide.high - wide.low > 1.5 * (narrow.high - narrow.low)


def test_the_mean_over_pairs() -> None:
    up, down = ([answers(0.7, 0)], [answers(0.6, 1)]), ([answers(0.6, 2)], [answers(0.7, 3)])
    assert difference([up, down]).value == pytest.approx(0, abs=0.02)


def test_settings_must_be_about_the_same_images() -> None:
    with pytest.raises(ValueError, match="same images"):
        difference([([answers(0.5, 0)], [answers(0.5, 1)[:-1]])])


def test_a_gap_between_two_sets_of_images() -> None:
    validation, test = [answers(0.70, 0)[:2871]], [answers(0.65, 1)]
    assert verdict(gap(validation, test)) == "holds"
    level = [answers(0.65, 2)[:2871]]
    effect = gap_difference((validation, test), (level, test))
    assert effect.value == pytest.approx(0.05, abs=0.02)


def test_one_seed_a_side_is_widened_by_what_other_settings_show() -> None:
    first, second = [answers(0.66, 0)], [answers(0.62, 1)]
    deviation = seed_deviation([[answers(0.6, seed) for seed in range(4)], first])
    assert deviation == pytest.approx(0.0058, abs=0.004)
    assert seed_deviation([first, second]) is None
    narrow, wide = (difference([(first, second)], noise) for noise in (None, 0.02))
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)
