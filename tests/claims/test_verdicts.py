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


def test_a_small_effect_of_few_images_cannot_be_told() -> None:
    one = np.array([True] * 66 + [False] * 34)
    other = np.array([True] * 60 + [False] * 34 + [True] * 6)
    assert verdict(difference([([one], [other])])) == "cannot be told"
    assert verdict(None) == "cannot be told"


@pytest.mark.parametrize(
    ("value", "error", "expected"),
    [
        (0.003, 0.001, "holds"),
        (-0.008, 0.003, "does not hold"),
        (0.0, 0.010, "does not hold"),
        (0.004, 0.010, "cannot be told"),
        (-0.02, 0.025, "cannot be told"),
        (0.02, 0.012, "cannot be told"),
    ],
)
def test_the_rule_where_the_claiming_study_could_see_two_points(
    value: float, error: float, expected: str
) -> None:
    assert verdict(Effect.normal(value, error), detectable=0.02) == expected


def test_without_knowing_what_could_be_seen_only_the_other_side_speaks_against_a_claim() -> None:
    assert verdict(Effect.normal(0.0, 0.0001)) == "cannot be told"
    assert verdict(Effect.normal(-0.01, 0.001)) == "does not hold"


def test_one_of_three_studies_finds_the_effect_that_is_just_detectable() -> None:
    detectable = Effect.normal(0.0, 0.01).detectable
    values = np.random.default_rng(0).normal(detectable, 0.01, 3000)
    found = [verdict(Effect.normal(value, 0.01)) == "holds" for value in values]
    assert np.mean(found) == pytest.approx(1 / 3, abs=0.03)


def test_an_effect_that_could_just_be_seen_is_rarely_said_not_to_be_there() -> None:
    detectable = Effect.normal(0.0, 0.011).detectable
    values = np.random.default_rng(0).normal(detectable, 0.005, 3000)
    denied = [
        verdict(Effect.normal(value, 0.005), detectable) == "does not hold" for value in values
    ]
    assert np.mean(denied) == pytest.approx(0.05, abs=0.015)


def test_the_interval_of_draws_is_of_their_shares() -> None:
    effect = Effect.of_draws(50, np.arange(101))
    assert (effect.low, effect.high, effect.most) == (2.5, 97.5, 95)


def test_a_spread_that_is_known_is_narrower_than_an_estimate_of_it() -> None:
    spread = SeedSpread(0.01, 2)
    known = spread.known.draw(np.random.default_rng(0))
    assert (known == 0.01).all()
    assert np.quantile(spread.draw(np.random.default_rng(0)), 0.95) > 0.02


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
