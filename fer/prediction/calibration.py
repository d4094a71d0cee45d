"""Confidence that means what it says: temperature scaling (Guo et al. 2017, section 4.2)."""

from functools import lru_cache
from pathlib import Path

import numpy as np

from fer.errors import FerError
from fer.evaluation import softmax
from fer.runs import BrokenRun, Run
from fer.runs.run import PREDICTIONS, read

BOUNDS = (0.2, 5.0)
"""Of the inverse temperature: a run that is always or never right has no finite one."""

STEPS = 30
"""Newton's method has converged long before; the loss is convex."""

CLOSE = np.finfo(np.float16).smallest_subnormal
"""Stands for a probability that float16 rounded to zero."""


def temperature(run: Run) -> float | None:
    """The temperature that makes a run's confidence fit its accuracy on validation.

    Returns:
        What to divide logits by, fitted on the stored predictions; None where there are none yet.
    """
    try:
        return _fitted(run.folder, (run.folder / PREDICTIONS).stat().st_mtime_ns)
    except (OSError, FerError):
        return None


@lru_cache(256)
def _fitted(folder: Path, modified: int) -> float | None:
    run = read(folder)
    if isinstance(run, BrokenRun):
        return None
    probabilities, labels, _ = run.predictions("validation")
    return fit(probabilities, labels) if len(labels) else None


def scale(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities (…, classes) as they would be with the logits divided by `temperature`."""
    return softmax(np.log(np.maximum(probabilities, CLOSE)) / temperature)


def fit(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """The temperature with the least cross-entropy.

    Args:
        probabilities: What a network said, (n, classes), at least one row.
        labels: The true classes, (n,).
    """
    logits = np.log(np.maximum(probabilities.astype(np.float64), CLOSE))
    wanted = logits[np.arange(len(labels)), labels].mean()
    inverse = 1.0
    for _ in range(STEPS):
        weights = softmax(logits * inverse).astype(np.float64)
        means = (weights * logits).sum(axis=1)
        slope = means.mean() - wanted
        curvature = ((weights * logits**2).sum(axis=1) - means**2).mean()
        inverse = float(np.clip(inverse - slope / max(curvature, 1e-9), *BOUNDS))
    return 1 / inverse
