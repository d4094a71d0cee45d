"""How good a set of predictions is, and whether two sets differ. No TensorFlow."""

from collections.abc import Sequence
from math import log, sqrt
from typing import Any

import numpy as np

Z_95 = 1.959963984540054
"""Two-sided 95% point of the normal distribution."""


def wilson(right: float, n: float) -> tuple[float, float]:
    """Wilson's 95% score interval of a share (Wilson 1927; Brown, Cai & DasGupta 2001, eq. 4).

    Returns:
        (low, high), both from 0 to 1; (0, 1) where n is 0.
    """
    if n == 0:
        return 0.0, 1.0
    share, squared = right / n, Z_95**2
    middle = (share + squared / (2 * n)) / (1 + squared / n)
    half = Z_95 * sqrt(share * (1 - share) / n + squared / (4 * n * n)) / (1 + squared / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def mcnemar(only_first: int, only_second: int) -> float:
    """The exact two-sided p of McNemar's test (McNemar 1947; the binomial form).

    Args:
        only_first: Images that the first model alone gets right.
        only_second: Images that the second model alone gets right.
    """
    n = only_first + only_second
    k = np.arange(1, min(only_first, only_second) + 1)
    # A binomial coefficient is (n - k + 1) / k times the one before it; the first is 1.
    logs = np.concatenate([[0.0], np.cumsum(np.log((n - k + 1) / k))])
    return min(1.0, float(2 * np.exp(logs - n * log(2)).sum()))


def agreement(teacher: np.ndarray, student: np.ndarray) -> dict[str, float]:
    """How close a student's probabilities come to its teacher's, (n, classes) each.

    Returns:
        `agreement`, the share of images they put into the same class, and `kl`, the mean
        KL(teacher || student) in nats.
    """
    teacher, student = teacher.astype(np.float64), student.astype(np.float64)
    tiny = np.finfo(np.float16).smallest_subnormal
    logs = np.log(np.maximum(teacher, tiny)) - np.log(np.maximum(student, tiny))
    return {
        "agreement": float((teacher.argmax(axis=1) == student.argmax(axis=1)).mean()),
        "kl": float((teacher * logs).sum(axis=1).mean()),
    }


def figures(
    probabilities: np.ndarray, labels: np.ndarray, classes: Sequence[str]
) -> dict[str, Any]:
    """What `metrics.json` holds of one split.

    Args:
        probabilities: (n, classes), the rows summing to 1.
        labels: The true classes, (n,).
        classes: Their names.

    Returns:
        n, accuracy and its `ci95`, `balanced_accuracy` (mean recall of the classes that occur),
        `recall` by class (None for a class that does not occur) and `confusion` (rows: true
        class, columns: predicted).
    """
    labels = np.asarray(labels, dtype=np.int64)
    predicted = probabilities.argmax(axis=1)
    confusion = np.zeros((len(classes), len(classes)), dtype=np.int64)
    np.add.at(confusion, (labels, predicted), 1)
    right, totals = confusion.diagonal(), confusion.sum(axis=1)
    recall = [
        float(hits / total) if total else None for hits, total in zip(right, totals, strict=True)
    ]
    present = [value for value in recall if value is not None]
    n, hits = len(labels), int(right.sum())
    return {
        "n": n,
        "accuracy": hits / n if n else None,
        "ci95": list(wilson(hits, n)),
        "balanced_accuracy": float(np.mean(present)) if present else None,
        "recall": dict(zip(classes, recall, strict=True)),
        "confusion": confusion.tolist(),
    }


def reliability(
    confidence: np.ndarray, right: np.ndarray, bins: int = 10
) -> tuple[list[dict[str, float]], float]:
    """How far a model's confidence can be taken at its word (Guo et al. 2017, section 2).

    Args:
        confidence: Probability of the predicted class, 0 to 1, (n,).
        right: Whether the prediction is right, bool (n,).
        bins: Number of equal bins of confidence.

    Returns:
        For each bin that holds images their mean `confidence`, `accuracy` and number `n`; and the
        expected calibration error, the mean gap between the two over the images.
    """
    place = np.minimum((np.asarray(confidence) * bins).astype(int), bins - 1)
    rows, error = [], 0.0
    for number in np.unique(place):
        inside = place == number
        row = {
            "confidence": float(confidence[inside].mean(dtype=np.float64)),
            "accuracy": float(right[inside].mean()),
            "n": int(inside.sum()),
        }
        rows.append(row)
        error += row["n"] * abs(row["accuracy"] - row["confidence"]) / len(place)
    return rows, error


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities of logits along the last axis, computed in float64 and returned as float32."""
    exponentials = np.exp(logits.astype(np.float64) - logits.max(axis=-1, keepdims=True))
    return (exponentials / exponentials.sum(axis=-1, keepdims=True)).astype(np.float32)
