"""From right and wrong answers to an effect with its interval, and from that to a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

Verdict = Literal["holds", "does not hold", "cannot be told"]

NEGLIGIBLE = 0.005
"""An effect of half a point of accuracy is none that anyone would choose a network by."""
DRAWS = 2000


@dataclass(frozen=True)
class Effect:
    """A difference in the direction that is claimed, with its 95 % interval."""

    value: float
    low: float
    high: float

    @classmethod
    def of_draws(cls, value: float, draws: np.ndarray) -> "Effect":
        """The effect `value` with the percentile interval of its bootstrap draws."""
        low, high = np.quantile(draws, [0.025, 0.975])
        return cls(float(value), float(low), float(high))


def verdict(effect: Effect | None, negligible: float = NEGLIGIBLE) -> Verdict:
    """Whether a claim holds.

    It holds if the interval clears zero in the claimed direction. It does not hold if the interval
    lies wholly on the other side, or wholly within `negligible` of zero. Otherwise, or without an
    effect, it cannot be told.
    """
    if effect is None:
        return "cannot be told"
    if effect.low > 0:
        return "holds"
    if effect.high < 0 or (effect.low >= -negligible and effect.high <= negligible):
        return "does not hold"
    return "cannot be told"


Seeds = Sequence[np.ndarray]
"""Right or wrong, bool (n,), for each seed of a setting; all about the same n images."""


def seed_deviation(settings: Sequence[Seeds]) -> float | None:
    """Standard deviation of the accuracy from seed to seed, pooled over settings.

    Returns:
        None where no setting has two seeds.
    """
    accuracies = [[right.mean() for right in seeds] for seeds in settings if len(seeds) > 1]
    freedom = sum(len(each) - 1 for each in accuracies)
    if not freedom:
        return None
    return float(np.sqrt(sum(np.var(each) * len(each) for each in accuracies) / freedom))


def difference(
    pairs: Sequence[tuple[Seeds, Seeds]], deviation: float | None = None, seed: int = 0
) -> Effect:
    """Mean accuracy of the first settings less that of the second, on the same images.

    The bootstrap (Efron & Tibshirani 1993) draws images, the same for all, and the seeds of every
    setting anew. A setting of one seed has none to draw from: its draws get normal noise instead.

    Args:
        pairs: First and second setting of each comparison; the effect is the mean over pairs.
        deviation: Standard deviation of that noise, from `seed_deviation`; None adds none.
        seed: Of the draws.

    Raises:
        ValueError: The settings are about different numbers of images.
    """
    runs = [right for pair in pairs for side in pair for right in side]
    if len({len(right) for right in runs}) > 1:
        raise ValueError("all settings must be about the same images")
    random = np.random.default_rng(seed)
    accuracies = iter(_accuracies(runs, random).T)
    draws, value = np.zeros(DRAWS), 0.0
    for first, second in pairs:
        for sign, side in ((1, first), (-1, second)):
            by_seed = np.stack([next(accuracies) for _ in side], axis=1)
            draws += sign * _over_seeds(by_seed, deviation, random)
            value += sign * np.mean(side)
    return Effect.of_draws(value / len(pairs), draws / len(pairs))


def gap(validation: Seeds, test: Seeds, deviation: float | None = None, seed: int = 0) -> Effect:
    """Mean accuracy on one set of images less that on another.

    Args:
        validation: Right or wrong of each seed on the first images.
        test: The same seeds, in the same order, on the second images.
        deviation: As in `difference`.
        seed: Of the draws.
    """
    random = np.random.default_rng(seed)
    value = np.mean(validation) - np.mean(test)
    return Effect.of_draws(value, _gap_draws(validation, test, deviation, random))


def gap_difference(
    first: tuple[Seeds, Seeds],
    second: tuple[Seeds, Seeds],
    deviation: float | None = None,
    seed: int = 0,
) -> Effect:
    """One `gap` less another, drawn independently (which widens the interval if anything)."""
    random = np.random.default_rng(seed)
    value = np.mean(first[0]) - np.mean(first[1]) - np.mean(second[0]) + np.mean(second[1])
    draws = _gap_draws(*first, deviation, random) - _gap_draws(*second, deviation, random)
    return Effect.of_draws(value, draws)


def _gap_draws(
    validation: Seeds, test: Seeds, deviation: float | None, random: np.random.Generator
) -> np.ndarray:
    by_seed = _accuracies(validation, random) - _accuracies(test, random)
    return _over_seeds(by_seed, deviation, random)


def _accuracies(runs: Seeds, random: np.random.Generator) -> np.ndarray:
    """The accuracy of each run on newly drawn images, the same for all: float64 (DRAWS, runs)."""
    # Images that the same runs get right are interchangeable, so their number is what is drawn.
    patterns, counts = np.unique(np.stack(runs), axis=1, return_counts=True)
    n = counts.sum()
    return random.multinomial(n, counts / n, DRAWS) @ patterns.T / n


def _over_seeds(
    by_seed: np.ndarray, deviation: float | None, random: np.random.Generator
) -> np.ndarray:
    """The mean over newly drawn seeds of figures (DRAWS, seeds): float64 (DRAWS,)."""
    if by_seed.shape[1] == 1:
        return by_seed[:, 0] + random.normal(0, deviation or 0.0, len(by_seed))
    chosen = random.integers(0, by_seed.shape[1], by_seed.shape)
    return np.take_along_axis(by_seed, chosen, axis=1).mean(axis=1)
