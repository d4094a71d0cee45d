"""From an estimate to an effect with its interval, and from that to a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf, sqrt
from typing import Literal

import numpy as np

Verdict = Literal["holds", "does not hold", "cannot be told"]

DRAWS = 20_000
ONE_IN_THREE = 1.96 - 0.43
"""Standard errors of an effect whose 95% interval clears zero in one of three studies."""


@dataclass(frozen=True)
class Effect:
    """A difference in the direction that is claimed.

    Attributes:
        value: The difference.
        low: Lower end of its 95% interval.
        high: Upper end.
        most: Upper end of its 90% interval: what the difference is at most, with 95% confidence.
    """

    value: float
    low: float
    high: float
    most: float


def verdict(effect: Effect | None, small: float | None = None) -> Verdict:
    """Whether a claim holds.

    It holds if the interval clears zero in the claimed direction. It does not hold if the interval
    lies wholly on the other side, or if the effect is at most less than a small one. Otherwise, or
    without an effect, it cannot be told.

    Args:
        effect: What was measured.
        small: An effect that is too small for the claim; None where any would do.
    """
    if effect is None:
        return "cannot be told"
    if effect.low > 0:
        return "holds"
    too_small = small is not None and effect.most < small
    return "does not hold" if effect.high < 0 or too_small else "cannot be told"


@dataclass(frozen=True)
class SeedSpread:
    """How much a figure varies from seed to seed, whatever the setting.

    Attributes:
        deviation: Its standard deviation, on the same images.
        images: The part of the variance that comes of single images, which one seed gets right and
            another wrong. Other images would vary so too, so it is in the variance between images
            as well.
        freedom: The degrees of freedom that the deviation was estimated with; infinite where it is
            known.
    """

    deviation: float
    images: float = 0.0
    freedom: float = inf

    def draw(self, random: np.random.Generator) -> np.ndarray:
        """What the deviation may be, for all that is known of it: float64 (DRAWS,)."""
        if self.freedom == inf:
            return np.full(DRAWS, self.deviation)
        return self.deviation * np.sqrt(self.freedom / random.chisquare(self.freedom, DRAWS))


@dataclass(frozen=True)
class Estimate:
    """A sum of settings' figures, and what makes it unsure.

    Attributes:
        value: The sum.
        images: Its variance if other images of the same kind were drawn, with the runs as they are.
        spread: Of the figure between seeds; None where that is not known, and then left out.
        weights: What each setting's mean over its seeds counts for.
        seeds: How many seeds each setting has.
    """

    value: float
    images: float
    spread: SeedSpread | None
    weights: tuple[float, ...]
    seeds: tuple[int, ...]

    @property
    def effect(self) -> Effect:
        """The estimate with its intervals.

        Two or three seeds are too few to draw from. So the variance between images, less what of
        it comes of these seeds alone, is added to that between seeds, which is only known as well
        as its degrees of freedom say.
        """
        random = np.random.default_rng(0)
        draws = self.value + random.normal(0, sqrt(self._limit), DRAWS)
        if self.spread:
            deviations = self.spread.draw(random)
            draws += deviations * sqrt(self._share) * random.normal(size=DRAWS)
        return Effect(self.value, *map(float, np.quantile(draws, [0.025, 0.975, 0.95])))

    @property
    def detectable(self) -> float:
        """The effect that a study with one run of each setting finds in one of three attempts.

        The threshold of "small telescopes" (Simonsohn 2015, Psychological Science 26, 559-569).
        """
        between_seeds = self.spread.deviation**2 if self.spread else 0.0
        weights = sum(weight**2 for weight in self.weights)
        return ONE_IN_THREE * sqrt(self._limit + between_seeds * weights)

    def with_seeds(self, seeds: Sequence[int]) -> "Estimate":
        """The same estimate, had each setting so many seeds."""
        more = replace(self, seeds=tuple(seeds))
        if not self.spread:
            return more
        gained = sum(seeds) - sum(self.seeds)
        images = self._limit + self.spread.images * more._share
        spread = replace(self.spread, freedom=self.spread.freedom + gained)
        return replace(more, images=images, spread=spread)

    @property
    def _share(self) -> float:
        """The variance of the estimate for one of a single run's figure."""
        pairs = zip(self.weights, self.seeds, strict=True)
        return sum(weight**2 / number for weight, number in pairs)

    @property
    def _limit(self) -> float:
        """The variance that is left however many seeds there are."""
        of_seeds = self.spread.images * self._share if self.spread else 0.0
        return max(0.0, self.images - of_seeds)
