"""What a run can be judged by, each with a 95 % interval, from its `metrics.json` alone."""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

import numpy as np

from fer.evaluation import Z_95, wilson
from fer.runs import TEST

MEASURES = {
    "private": "Accuracy on private",
    "public": "Accuracy on public",
    "pooled": "Accuracy on public and private together",
    "validation": "Accuracy on validation",
    "untwinned": "Accuracy on test images without a twin in Training",
    "balanced": "Balanced accuracy (public and private)",
    "macro_f1": "Macro-averaged F1 (public and private)",
    "averaged": "Accuracy on private, averaged over ten views",
    "lost": "Accuracy lost to the teacher (public and private)",
}
"""Columns of `fer.comparison.table` and how they are called; `_low` and `_high` are the ends of
the interval. All but the last are the better the higher."""

Interval = tuple[float, float, float]
"""A figure, and the low and the high end of its 95 % interval."""


def measure(metrics: Mapping[str, Any]) -> dict[str, float | None]:
    """Every measure but `lost` of one run, with `_low` and `_high`.

    `untwinned` and `averaged` are None for a run that was evaluated without them.
    """
    splits = metrics["splits"]
    matrix = sum(np.array(splits[split]["confusion"]) for split in TEST)
    found: dict[str, Interval] = {
        split: (splits[split]["accuracy"], *splits[split]["ci95"])
        for split in (*TEST, "validation")
    }
    found["pooled"] = share(int(matrix.trace()), int(matrix.sum()))
    found["untwinned"] = _untwinned([splits[split].get("without_twins") for split in TEST])
    found["balanced"] = balanced_accuracy(matrix)
    found["macro_f1"] = macro_f1(matrix)
    mean = metrics.get("averaged", {}).get("splits", {}).get("private")
    found["averaged"] = (mean["accuracy"], *mean["ci95"]) if mean else (None, None, None)
    return {
        f"{name}{end}": value
        for name, figures in found.items()
        for end, value in zip(("", "_low", "_high"), figures, strict=True)
    }


def share(right: int, n: int) -> Interval:
    """The share of right answers, with Wilson's interval."""
    return (right / n if n else 0.0, *wilson(right, n))


def _untwinned(parts: Sequence[Mapping[str, Any] | None]) -> Interval | tuple[None, None, None]:
    if any(part is None for part in parts):
        return None, None, None
    n = sum(part["n"] for part in parts)
    return share(round(sum(part["accuracy"] * part["n"] for part in parts if part["n"])), n)


def balanced_accuracy(confusion: np.ndarray) -> Interval:
    """The mean recall of the classes that occur, with its normal interval.

    The recalls are independent shares, so the variance is the sum of theirs over the square of
    their number.

    Args:
        confusion: Counts (k, k), rows the true classes.
    """
    totals = confusion.sum(axis=1)
    present = totals > 0
    recall = confusion.diagonal()[present] / totals[present]
    variance = (recall * (1 - recall) / totals[present]).sum() / len(recall) ** 2
    return _normal(recall.mean(), variance)


def macro_f1(confusion: np.ndarray) -> Interval:
    """The mean F1 of the classes that occur, with its delta-method interval.

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
    return _normal(f1[present].mean(), variance)


def _normal(value: float, variance: float) -> Interval:
    half = Z_95 * sqrt(max(0.0, variance))
    return float(value), max(0.0, float(value - half)), min(1.0, float(value + half))
