"""What effects are told in: points of accuracy, ratios, counts."""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp

from fer.claims.verdicts import Effect


@dataclass(frozen=True)
class Scale:
    """What an effect is told in.

    Attributes:
        effect: An effect with its interval, as a sentence.
        size: An amount of it, in words.
        unit: From the scale that is measured on to the one that is told.
    """

    effect: Callable[[Effect], str]
    size: Callable[[float], str]
    unit: Callable[[float], float] = float


def times(factor: float = 1.0, interval: str = "95% interval") -> Scale:
    """Ratios that are measured by their logarithm, over `factor`, and what their interval is."""

    def unit(value: float) -> float:
        return factor * exp(value)

    def sentence(effect: Effect) -> str:
        value, low, high = (unit(each) for each in (effect.value, effect.low, effect.high))
        return f"{value:.2g} times ({interval} {low:.2g} to {high:.2g})."

    return Scale(sentence, lambda value: f"{unit(value):.2g} times", unit)


def counted(what: str) -> Scale:
    """Whole numbers of what is counted and does not vary."""
    return Scale(
        lambda effect: f"{effect.value:+.0f} {what}, counted.",
        lambda value: f"{value:.0f} {what}",
    )


def _points(effect: Effect) -> str:
    value, low, high = (100 * each for each in (effect.value, effect.low, effect.high))
    return f"{value:+.1f} points (95% interval {low:+.1f} to {high:+.1f})."


POINTS = Scale(_points, lambda value: f"{100 * value:+.1f} points")
"""Differences of accuracy, which is measured as a share."""
