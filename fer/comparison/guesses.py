"""What needs no network: accuracy by chance, and of always saying the commonest class."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from fer.runs import TEST

_SPLITS = {
    "private": ("private",),
    "averaged": ("private",),
    "public": ("public",),
    "validation": ("validation",),
    "pooled": TEST,
    "untwinned": TEST,
}
"""The images of each measure that is an accuracy."""


def guesses(metrics: Mapping[str, Any], measure: str) -> dict[str, float]:
    """What a guess reaches on a measure, by the kind of guess; nothing where that is not plain.

    Args:
        metrics: Contents of any run's `metrics.json`, whose confusion matrices count the classes.
        measure: One of `MEASURES`.
    """
    if measure == "balanced":
        confusion = np.array(metrics["splits"]["private"]["confusion"])
        return {"chance": 1 / int((confusion.sum(axis=1) > 0).sum())}
    if measure not in _SPLITS:
        return {}
    counts = sum(
        np.sum(metrics["splits"][split]["confusion"], axis=1) for split in _SPLITS[measure]
    )
    return {
        "chance": 1 / int((counts > 0).sum()),
        "always the commonest class": float(counts.max() / counts.sum()),
    }
