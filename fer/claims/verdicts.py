"""From right and wrong answers to an effect with its interval, and from that to a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Literal, NamedTuple

import numpy as np

Verdict = Literal["holds", "does not hold", "cannot be told"]

DRAWS = 2000
ONE_IN_THREE = 1.96 - 0.43
"""Standard errors of an effect that clears zero by a 95% interval in one of three studies."""


@dataclass(frozen=True)
class Effect:
    """A difference in the direction that is claimed.

    Attributes:
        value: The difference.
        low: Lower end of its 95% interval.
        high: Upper end.
        most: What it is at most, with 95% confidence: upper end of its 90% interval.
    """

    value: float
    low: float
    high: float
    most: float

    @classmethod
    def of_draws(cls, value: float, draws: np.ndarray) -> "Effect":
        """The effect `value` with the percentile intervals of its bootstrap draws."""
        return cls(float(value), *map(float, np.quantile(draws, [0.025, 0.975, 0.95])))

    @classmethod
    def normal(cls, value: float, error: float) -> "Effect":
        """The effect `value` with the normal intervals of its standard error."""
        return cls(value, value - 1.96 * error, value + 1.96 * error, value + 1.645 * error)

    @property
    def detectable(self) -> float:
        """The effect that a study of this standard error finds in one of three attempts."""
        return ONE_IN_THREE * (self.high - self.low) / (2 * 1.96)


def verdict(effect: Effect | None, detectable: float = 0.0) -> Verdict:
    """Whether a claim holds.

    It holds if the interval clears zero in the claimed direction. It does not hold if the interval
    lies wholly on the other side, or if the effect is at most less than what the study that made
    the claim could have seen: the "small telescopes" of Simonsohn (2015, Psychological Science 26).
    Otherwise, or without an effect, it cannot be told.

    Args:
        effect: What was measured.
        detectable: The effect that the claiming study had one chance in three to find; 0 where
            that is not known.
    """
    if effect is None:
        return "cannot be told"
    if effect.low > 0:
        return "holds"
    return "does not hold" if effect.high < 0 or effect.most < detectable else "cannot be told"


Seeds = Sequence[np.ndarray]
"""Right or wrong, bool (n,), for each seed of a setting; all about the same n images."""


@dataclass(frozen=True)
class SeedSpread:
    """How much a figure varies from seed to seed, whatever the setting.

    Attributes:
        deviation: Its standard deviation.
        freedom: The degrees of freedom that this was estimated with; infinite where it is known.
    """

    deviation: float
    freedom: float

    @classmethod
    def of(cls, settings: Sequence[Sequence[float]]) -> "SeedSpread | None":
        """Pooled over the figures of each setting's seeds; None where no setting has two."""
        freedom = sum(len(figures) - 1 for figures in settings if figures)
        if not freedom:
            return None
        squares = sum(np.var(figures) * len(figures) for figures in settings if figures)
        return cls(float(np.sqrt(squares / freedom)), freedom)

    def draw(self, random: np.random.Generator) -> np.ndarray:
        """What the deviation may be, for all that is known of it: float64 (DRAWS,)."""
        if self.freedom == inf:
            return np.full(DRAWS, self.deviation)
        return self.deviation * np.sqrt(self.freedom / random.chisquare(self.freedom, DRAWS))

    @property
    def known(self) -> "SeedSpread":
        """The same deviation, as if it were not an estimate."""
        return replace(self, freedom=inf)


def difference(
    pairs: Sequence[tuple[Seeds, Seeds]], spread: SeedSpread | None = None, seed: int = 0
) -> Effect:
    """Mean accuracy of the first settings less that of the second, on the same images.

    The bootstrap (Efron & Tibshirani 1993) draws images anew, the same for all. Two or three seeds
    are too few to draw from, so every setting's mean gets normal noise of the spread between seeds
    over the root of their number.

    Args:
        pairs: First and second setting of each comparison; the effect is the mean over pairs.
        spread: Of the accuracy between seeds; None adds no noise.
        seed: Of the draws.

    Raises:
        ValueError: The settings are about different numbers of images.
    """
    runs = [right for pair in pairs for side in pair for right in side]
    if len({len(right) for right in runs}) > 1:
        raise ValueError("all settings must be about the same images")
    random = np.random.default_rng(seed)
    accuracies, deviations = iter(_accuracies(runs, random).T), _deviations(spread, random)
    draws, value = np.zeros(DRAWS), 0.0
    for first, second in pairs:
        for sign, side in ((1, first), (-1, second)):
            by_seed = np.stack([next(accuracies) for _ in side], axis=1)
            draws += sign * _over_seeds(by_seed, deviations, random)
            value += sign * np.mean(side)
    return Effect.of_draws(value / len(pairs), draws / len(pairs))


def gap(validation: Seeds, test: Seeds, spread: SeedSpread | None = None, seed: int = 0) -> Effect:
    """Mean accuracy on one set of images less that on another.

    Args:
        validation: Right or wrong of each seed on the first images.
        test: The same seeds, in the same order, on the second images.
        spread: Of that difference between seeds; None adds no noise.
        seed: Of the draws.
    """
    random = np.random.default_rng(seed)
    value = np.mean(validation) - np.mean(test)
    deviations = _deviations(spread, random)
    return Effect.of_draws(value, _gap_draws(validation, test, deviations, random))


def gap_difference(
    first: tuple[Seeds, Seeds],
    second: tuple[Seeds, Seeds],
    spread: SeedSpread | None = None,
    seed: int = 0,
) -> Effect:
    """One `gap` less another, drawn independently (which widens the interval if anything)."""
    random = np.random.default_rng(seed)
    deviations = _deviations(spread, random)
    value = np.mean(first[0]) - np.mean(first[1]) - np.mean(second[0]) + np.mean(second[1])
    draws = _gap_draws(*first, deviations, random) - _gap_draws(*second, deviations, random)
    return Effect.of_draws(value, draws)


def twins_share(
    sets: Sequence[tuple[Seeds, np.ndarray]], spread: SeedSpread | None = None, seed: int = 0
) -> Effect:
    """How much of a `gap` is gone once images with a twin are left out.

    Args:
        sets: Of the first and the second set of images: right or wrong of each seed, and which
            images have a twin, bool (n,).
        spread: Of that difference between seeds; None adds no noise.
        seed: Of the draws.
    """
    random = np.random.default_rng(seed)
    deviations = _deviations(spread, random)
    value, by_seed = 0.0, 0.0
    for sign, (right, twins) in zip((1, -1), sets, strict=True):
        rights = np.stack(right)
        value += sign * (rights.mean() - rights[:, ~twins].mean())
        draws = _counts(np.vstack([rights, twins]), random)
        alone = ~draws.patterns[-1]
        everyone = draws.counts @ draws.patterns[:-1].T / draws.n
        without = draws.counts[:, alone] @ draws.patterns[:-1, alone].T
        by_seed += sign * (everyone - without / draws.counts[:, alone].sum(axis=1, keepdims=True))
    return Effect.of_draws(value, _over_seeds(by_seed, deviations, random))


def _gap_draws(
    validation: Seeds, test: Seeds, deviations: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    by_seed = _accuracies(validation, random) - _accuracies(test, random)
    return _over_seeds(by_seed, deviations, random)


def _accuracies(runs: Seeds, random: np.random.Generator) -> np.ndarray:
    """The accuracy of each run on newly drawn images, the same for all: float64 (DRAWS, runs)."""
    draws = _counts(np.stack(runs), random)
    return draws.counts @ draws.patterns.T / draws.n


class _Draws(NamedTuple):
    """Images drawn anew: `counts` (DRAWS, k) of `patterns` (rows, k), bool, `n` in all."""

    counts: np.ndarray
    patterns: np.ndarray
    n: int


def _counts(images: np.ndarray, random: np.random.Generator) -> _Draws:
    """Draw the columns of `images`, bool (rows, n), anew."""
    # Equal columns are interchangeable, so their number is what is drawn.
    patterns, counts = np.unique(images, axis=1, return_counts=True)
    n = int(counts.sum())
    return _Draws(random.multinomial(n, counts / n, DRAWS), patterns, n)


def _deviations(spread: SeedSpread | None, random: np.random.Generator) -> np.ndarray:
    return spread.draw(random) if spread else np.zeros(DRAWS)


def _over_seeds(
    by_seed: np.ndarray, deviations: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    """The mean of figures (DRAWS, seeds) as other seeds might have it: float64 (DRAWS,)."""
    return by_seed.mean(axis=1) + random.normal(0, deviations / np.sqrt(by_seed.shape[1]))
