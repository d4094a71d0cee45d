import numpy as np
import pytest

from fer.claims.verdicts import (
    Effect,
    SeedSpread,
    difference,
    gap,
    gap_difference,
    twins_share,
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


def test_few_seeds_find_an_effect_where_there_is_none_as_rarely_as_they_should() -> None:
    wrong, trials = 0, 100
    for trial in range(trials):
        random = np.random.default_rng(trial)
        sides = [
            [
                answers(random.normal(0.65, 0.008), 1000 * trial + 10 * side + seed)
                for seed in (0, 1)
            ]
            for side in (0, 1)
        ]
        spread = SeedSpread.of([[right.mean() for right in side] for side in sides])
        effect = difference([tuple(sides)], spread)
        wrong += not effect.low <= 0 <= effect.high
    assert wrong <= 0.1 * trials


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


def test_an_interval_is_widened_by_the_spread_between_seeds_and_narrowed_by_more_of_them() -> None:
    first, second = answers(0.66, 0), answers(0.62, 1)
    spread = SeedSpread.of([[0.60, 0.62, 0.64], [0.70], [], [0.65, 0.69]])
    assert (spread.deviation, spread.freedom) == (pytest.approx(0.0231, abs=1e-4), 3)
    assert SeedSpread.of([[0.6], [0.7], []]) is None

    def width(seeds: int, spread: SeedSpread | None) -> float:
        effect = difference([([first] * seeds, [second] * seeds)], spread)
        return effect.high - effect.low

    sure = SeedSpread(0.02, 1000)
    assert width(1, sure) > 2 * width(1, None)
    assert width(4, sure) < 0.7 * width(1, sure)
    assert width(1, SeedSpread(0.02, 2)) > 1.5 * width(1, sure)


def test_what_twins_do_to_a_gap() -> None:
    twins = np.arange(IMAGES) % 10 == 0
    easy = answers(0.65, 0) | twins
    hard = answers(0.65, 1)
    effect = twins_share([([easy, easy], twins), ([hard, hard], twins)])
    expected = easy.mean() - easy[~twins].mean() - hard.mean() + hard[~twins].mean()
    assert effect.value == pytest.approx(expected)
    # Each image weighs (twin or not) about its share, so the interval is far below that of a gap.
    assert 0 < effect.low < expected < effect.high < expected + 0.01
