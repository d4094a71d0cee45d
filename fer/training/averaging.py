"""Test-time averaging: a face is judged in several views, and the probabilities are averaged.

After Krizhevsky et al. 2012, section 4.1, whose ten views are crops and mirror images; here the
face is moved instead, so that it keeps its size.
"""

from collections.abc import Callable, Iterator

import numpy as np

from fer import evaluation

SHIFT = 3
"""Pixels."""
SHIFTS = ((0, 0), (SHIFT, 0), (-SHIFT, 0), (0, SHIFT), (0, -SHIFT))
VIEWS = 2 * len(SHIFTS)


def views(images: np.ndarray) -> Iterator[np.ndarray]:
    """The `VIEWS` views: shifted with the edges repeated, as they are and mirrored.

    Args:
        images: uint8 (n, 48, 48).

    Yields:
        uint8 (n, 48, 48).
    """
    side = images.shape[1]
    padded = np.pad(images, ((0, 0), (SHIFT, SHIFT), (SHIFT, SHIFT)), mode="edge")
    for down, right in SHIFTS:
        moved = padded[:, SHIFT + down :, SHIFT + right :][:, :side, :side]
        yield moved
        yield moved[:, :, ::-1]


def averaged(predict: Callable[[np.ndarray], np.ndarray], images: np.ndarray) -> np.ndarray:
    """Probabilities averaged over the views.

    Args:
        predict: From uint8 (n, 48, 48) to logits (n, classes).
        images: uint8 (n, 48, 48).

    Returns:
        float64 (n, classes).
    """
    return np.mean([evaluation.softmax(predict(view)) for view in views(images)], axis=0)
