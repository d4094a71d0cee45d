"""What a run can be judged by, each with a 95% interval, from its `metrics.json` alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from fer.evaluation import wilson
from fer.schema import TEST_SPLITS, Schema

Interval = tuple[float, float, float]
"""A figure, and the low and the high end of its 95% interval."""
Nothing = tuple[None, None, None]


@dataclass(frozen=True)
class Measure:
    """What a run can be judged by.

    Attributes:
        name: Its column of `fer.comparison.table`; `_low` and `_high` are the ends of the interval.
        label: What it is called.
        of_metrics: Its value from the contents of `metrics.json`; None for what takes other runs.
        higher_is_better: Whether more of it is better.
    """

    name: str
    label: str
    of_metrics: Callable[[Mapping[str, Any]], Interval | Nothing] | None
    higher_is_better: bool = True


def measure(metrics: Mapping[str, Any]) -> dict[str, float | None]:
    """Every measure of one run by itself, with `_low` and `_high`.

    Those of a run that was evaluated without them are None.
    """
    return {
        f"{each.name}{end}": value
        for each in MEASURES.values()
        if each.of_metrics
        for end, value in zip(("", "_low", "_high"), each.of_metrics(metrics), strict=True)
    }


def offered(schema: Schema) -> dict[str, Measure]:
    """The measures that runs of such a data set have, the main one first."""
    absent = {*TEST_SPLITS} - {*schema.test}
    if len(schema.test) == 1:
        absent.add("pooled")
    return {name: each for name, each in MEASURES.items() if name not in absent}


def tests_of(metrics: Mapping[str, Any]) -> tuple[str, ...]:
    """The test splits that a run was measured on, in their order."""
    return tuple(split for split in metrics["splits"] if split in TEST_SPLITS)


def _accuracy(split: str) -> Callable[[Mapping[str, Any]], Interval | Nothing]:
    def of(metrics: Mapping[str, Any]) -> Interval | Nothing:
        figures = metrics["splits"].get(split)
        return (figures["accuracy"], *figures["ci95"]) if figures else (None, None, None)

    return of


def _confusion(metrics: Mapping[str, Any]) -> np.ndarray:
    """Counts of all test images."""
    return sum(np.array(metrics["splits"][split]["confusion"]) for split in tests_of(metrics))


def _pooled(metrics: Mapping[str, Any]) -> Interval:
    matrix = _confusion(metrics)
    return share(int(matrix.trace()), int(matrix.sum()))


def _untwinned(metrics: Mapping[str, Any]) -> Interval | Nothing:
    parts = [metrics["splits"][split].get("without_twins") for split in tests_of(metrics)]
    if any(part is None for part in parts):
        return None, None, None
    n = sum(part["n"] for part in parts)
    if n == 0:
        return None, None, None
    return share(round(sum(part["accuracy"] * part["n"] for part in parts if part["n"])), n)


def _averaged(metrics: Mapping[str, Any]) -> Interval | Nothing:
    mean = metrics.get("averaged", {}).get("splits", {}).get(tests_of(metrics)[-1])
    return (mean["accuracy"], *mean["ci95"]) if mean else (None, None, None)


def share(right: int, n: int) -> Interval:
    """The share of right answers, with Wilson's interval."""
    return (right / n if n else 0.0, *wilson(right, n))


def balanced_accuracy(confusion: np.ndarray) -> Interval:
    """The mean recall of the classes that occur, with its interval.

    The recalls are independent shares, so the variance is the sum of theirs over the square of
    their number.

    Args:
        confusion: Counts (k, k), rows the true classes.
    """
    totals = confusion.sum(axis=1)
    present = totals > 0
    recall = confusion.diagonal()[present] / totals[present]
    variance = (recall * (1 - recall) / totals[present]).sum() / len(recall) ** 2
    return _wilson(recall.mean(), variance, confusion.sum())


def macro_f1(confusion: np.ndarray) -> Interval:
    """The mean F1 of the classes that occur, with its interval by the delta method.

    After Takahashi et al. 2022, "Confidence interval for micro-averaged F1 and macro-averaged F1
    scores": the cells are one multinomial draw, and the gradient of the score is taken by cell.

    Args:
        confusion: Counts (k, k), rows the true classes.
    """
    n = confusion.sum()
    cells = confusion / n
    both = cells.sum(axis=0) + cells.sum(axis=1)
    present = confusion.sum(axis=1) > 0
    safe = np.where(both > 0, both, 1.0)
    f1 = 2 * cells.diagonal() / safe
    # A cell (a, b) stands once in class a's denominator and once in class b's.
    slope = np.where(present, -f1 / safe, 0.0)
    gradient = slope[:, np.newaxis] + slope[np.newaxis, :]
    gradient[np.diag_indices_from(gradient)] += np.where(present, 2 / safe, 0.0)
    gradient /= present.sum()
    variance = ((cells * gradient**2).sum() - (cells * gradient).sum() ** 2) / n
    return _wilson(f1[present].mean(), variance, n)


def _wilson(value: float, variance: float, n: int) -> Interval:
    """A score with the interval of a share of as many images as would give it that variance.

    After Korn & Graubard 1998, "Confidence intervals for proportions with small expected number of
    positive counts"; of `n` images at most, as where all are right nothing seems to vary.
    """
    spread = value * (1 - value)
    images = min(n, spread / variance) if variance > 0 else n
    return float(value), *wilson(float(value * images), float(images))


MEASURES = {
    each.name: each
    for each in (
        Measure("private", "Accuracy on private", _accuracy("private")),
        Measure("public", "Accuracy on public", _accuracy("public")),
        Measure("test", "Accuracy on test", _accuracy("test")),
        Measure("pooled", "Accuracy on public and private together", _pooled),
        Measure("validation", "Accuracy on validation", _accuracy("validation")),
        Measure("untwinned", "Accuracy on test images without a twin in Training", _untwinned),
        Measure(
            "balanced",
            "Balanced accuracy (all test images)",
            lambda metrics: balanced_accuracy(_confusion(metrics)),
        ),
        Measure(
            "macro_f1",
            "Macro-averaged F1 (all test images)",
            lambda metrics: macro_f1(_confusion(metrics)),
        ),
        Measure("averaged", "Accuracy averaged over ten views (private or test)", _averaged),
        Measure(
            "lost",
            "Accuracy lost to the teacher (all test images)",
            None,
            higher_is_better=False,
        ),
    )
}
"""By name."""
