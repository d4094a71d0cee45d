"""What needs no network: accuracy by chance, and of always saying the commonest class."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from fer.comparison.measures import tests_of


def guesses(metrics: Mapping[str, Any], measure: str) -> dict[str, float]:
    """What a guess reaches on a measure, by the kind of guess; nothing where that is not plain.

    Args:
        metrics: Contents of any run's `metrics.json`, whose confusion matrices count the classes.
        measure: One of `MEASURES`.
    """
    if measure == "balanced":
        confusion = np.array(metrics["splits"][tests_of(metrics)[-1]]["confusion"])
        return {"chance": 1 / int((confusion.sum(axis=1) > 0).sum())}
    splits = _splits(metrics, measure)
    if not splits:
        return {}
    counts = sum(np.sum(metrics["splits"][split]["confusion"], axis=1) for split in splits)
    return {
        "chance": 1 / int((counts > 0).sum()),
        "always the commonest class": float(counts.max() / counts.sum()),
    }


def _splits(metrics: Mapping[str, Any], measure: str) -> tuple[str, ...]:
    """The images of a measure that is an accuracy."""
    tests = tests_of(metrics)
    if measure in ("pooled", "untwinned"):
        return tests
    if measure == "averaged":
        return tests[-1:]
    return (measure,) if measure in metrics["splits"] else ()
