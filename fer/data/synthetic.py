"""The built-in data set: faces drawn by code, to try everything with before FER2013 is at hand.

Each face shows the action units that the Facial Action Coding System names for its expression
(Ekman & Friesen, "Facial Action Coding System", 1978, and the "Investigator's Guide", Ekman,
Friesen & Hager 2002, its emotion predictions), at a strength that runs from barely visible to
full, on a head whose build, hair, glasses, pose and light are drawn at random.
"""

import numpy as np

from fer.data import portrait
from fer.data.samples import Samples
from fer.schema import FER2013

VERSION = 1
"""Raised whenever the faces change, so that a cached set of older code is drawn anew."""

PER_CLASS = (500, 100, 100)
"""Images of each class in training, public and private."""

PROTOTYPES: dict[str, dict[int, float]] = {
    "angry": {4: 1.0, 5: 0.5, 7: 0.8, 23: 1.0},
    "disgust": {4: 0.4, 7: 0.4, 9: 1.0, 10: 0.8, 15: 0.5, 25: 0.4},
    "fear": {1: 0.9, 2: 0.5, 4: 0.6, 5: 0.9, 20: 1.0, 25: 0.7, 26: 0.3},
    "happy": {6: 0.8, 12: 1.0, 25: 0.6},
    "sad": {1: 0.9, 4: 0.6, 15: 1.0},
    "surprise": {1: 0.9, 2: 1.0, 5: 0.7, 25: 0.6, 26: 0.9},
    "neutral": {},
}
"""Strength of each action unit in an expression at its fullest, 0 to 1."""

# What makes the set hard; calibrated so that five epochs leave a small network under 90% and a
# large one at least five points above it.
INTENSITY = (0.45, 1.0)
"""Range of an expression's strength; the low end is barely told from neutral."""
OMISSION = 0.1
"""Chance that one of an expression's action units is missing."""
RESTING = 0.1
"""Standard deviation of the action units a face shows at rest, by its build or habit."""


def draw(seed: int = 2013) -> Samples:
    """Draw the set: the same for equal seeds, 500, 100 and 100 faces of each class.

    Args:
        seed: of everything that varies.

    Returns:
        4,900 samples.
    """
    random = np.random.default_rng(seed)
    classes = len(FER2013.classes)
    labels = np.concatenate([np.repeat(np.arange(classes), count) for count in PER_CLASS])
    usage = np.repeat(np.arange(len(FER2013.parts)), np.multiply(PER_CLASS, classes))
    # In slices, so that the floating-point pictures of a few hundred faces are held at a time.
    slices = [slice(i, i + 350) for i in range(0, len(labels), 350)]
    images = [portrait.render(_actions(labels[part], random), random) for part in slices]
    return Samples(np.concatenate(images), labels.astype(np.uint8), usage.astype(np.uint8))


def _actions(labels: np.ndarray, random: np.random.Generator) -> portrait.Actions:
    """Choose how strongly each face shows each action unit.

    Args:
        labels: int64 of shape (n,).
        random: source of the variation.

    Returns:
        For each action unit float32 of shape (n, 1, 1), 0 to 1.
    """
    intensity = random.uniform(*INTENSITY, len(labels))
    actions = {}
    for unit in portrait.ACTION_UNITS:
        full = np.array([PROTOTYPES[label].get(unit, 0.0) for label in FER2013.classes])[labels]
        shown = random.random(len(labels)) >= OMISSION
        resting = RESTING * np.abs(random.standard_normal(len(labels)))
        strength = np.clip(full * intensity * shown + resting, 0, 1)
        actions[unit] = strength.astype(np.float32)[:, None, None]
    return actions
