from dataclasses import replace
from math import inf, sqrt

import numpy as np
import pytest

from fer.claims.verdicts import Effect, Estimate, SeedSpread, verdict


def normal(value: float, error: float) -> Effect:
    return Effect(value, value - 1.96 * error, value + 1.96 * error, value + 1.645 * error)


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
def test_the_rule_where_less_than_two_points_are_too_small(
    value: float, error: float, expected: str
) -> None:
    assert verdict(normal(value, error), small=0.02) == expected


def test_where_any_effect_would_do_only_the_other_side_speaks_against_a_claim() -> None:
    assert verdict(normal(0.0, 0.0001)) == "cannot be told"
    # The 90% interval is below zero, the 95% interval is not.
    assert verdict(normal(-0.018, 0.01)) == "cannot be told"
    assert verdict(normal(-0.01, 0.001)) == "does not hold"
    assert verdict(None) == "cannot be told"


def test_the_variance_of_seeds_is_added_and_what_the_images_hold_of_it_is_not_counted_twice() -> (
    None
):
    spread = SeedSpread(0.008, images=0.004**2)
    estimate = Estimate(0.01, 0.006**2, spread, (1.0, -1.0), (2, 2))
    # Images 0.006 squared, of which 0.004 squared comes of the seeds; then 0.008 squared of those.
    error = sqrt(0.006**2 - 0.004**2 + 0.008**2)
    effect = estimate.effect
    assert (effect.high - effect.low) / 2 == pytest.approx(1.96 * error, rel=0.02)
    assert effect.most - effect.value == pytest.approx(1.645 * error, rel=0.02)
    one_each = sqrt(0.006**2 - 0.004**2 + 2 * 0.008**2)
    assert estimate.detectable == pytest.approx(1.53 * one_each)
    # However large the part of the seeds is said to be, there is no negative variance.
    assert replace(estimate, images=0.0).effect.high < effect.high


def test_more_seeds_lessen_what_seeds_do_and_not_what_images_do() -> None:
    spread = SeedSpread(0.008, images=0.004**2, freedom=4)
    estimate = Estimate(0.0, 0.006**2, spread, (1.0, -1.0), (2, 1))
    many = estimate.with_seeds((1000, 1000))
    limit = sqrt(0.006**2 - 1.5 * 0.004**2)
    assert many.effect.high == pytest.approx(1.96 * limit, rel=0.03)
    assert many.spread.freedom == 4 + 1997
    assert many.detectable == pytest.approx(estimate.detectable)
    back = many.with_seeds((2, 1))
    assert back.images == pytest.approx(estimate.images)


def test_a_spread_that_is_known_is_narrower_than_an_estimate_of_it() -> None:
    random = np.random.default_rng(0)
    assert (SeedSpread(0.01).draw(random) == 0.01).all()
    assert np.quantile(SeedSpread(0.01, freedom=2).draw(random), 0.95) > 0.02
    assert SeedSpread(0.01).freedom == inf


def test_one_of_three_studies_finds_the_effect_that_is_just_detectable() -> None:
    study = Estimate(0.0, 0.01**2, None, (1.0, -1.0), (1, 1))
    values = np.random.default_rng(0).normal(study.detectable, 0.01, 300)
    found = [verdict(replace(study, value=value).effect) == "holds" for value in values]
    assert np.mean(found) == pytest.approx(1 / 3, abs=0.08)
