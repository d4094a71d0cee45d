"""Painting of simple shapes on many small gray pictures at once."""

from dataclasses import dataclass

import numpy as np

from fer import IMAGE_SIZE

EDGE = 0.05
"""Width over which an outline fades, about a pixel, in units of half a picture."""

Value = np.ndarray | float
"""One number for all pictures, or float32 broadcastable to (n, 48, 48)."""


class Chance:
    """Draws one value a picture, shaped (n, 1, 1) to spread over the pixels."""

    def __init__(self, random: np.random.Generator, pictures: int):
        self.random = random
        self.pictures = pictures

    def between(self, low: float, high: float) -> np.ndarray:
        """Uniform float32 from `low` to `high`."""
        drawn = self.random.uniform(low, high, (self.pictures, 1, 1))
        return drawn.astype(np.float32)

    def yes(self, probability: float) -> np.ndarray:
        """float32: 1 with the given probability, else 0."""
        return (self.random.random((self.pictures, 1, 1)) < probability).astype(np.float32)


@dataclass
class Canvas:
    """Pictures being painted.

    Attributes:
        tone: float32 of shape (n, 48, 48), 0 black to 1 white.
        x: float32 broadcastable to the same shape, each pixel's place across; right is positive.
        y: the same for its place down; down is positive.
    """

    tone: np.ndarray
    x: np.ndarray
    y: np.ndarray

    def moved(self, x: np.ndarray, y: np.ndarray) -> "Canvas":
        """The same pictures seen in other coordinates."""
        return Canvas(self.tone, x, y)

    def fill(self, distance: np.ndarray, tone: Value, weight: Value = 1.0) -> None:
        """Cover with `tone`, `weight` opaque, wherever `distance` to an outline is negative."""
        cover = np.clip(0.5 - distance / EDGE, 0, 1) * weight
        self.tone += cover * (tone - self.tone)

    def ellipse(self, x: Value, y: Value, width: Value, height: Value) -> np.ndarray:
        """Distance to the ellipse of the given centre and half axes, right near its outline."""
        radius = np.hypot((self.x - x) / width, (self.y - y) / height)
        return (radius - 1) * np.minimum(width, height)

    def box(self, x: Value, y: Value, width: Value, height: Value) -> np.ndarray:
        """Distance to the upright rectangle of the given centre and half sides."""
        return np.maximum(np.abs(self.x - x) - width, np.abs(self.y - y) - height)


def grid() -> tuple[np.ndarray, np.ndarray]:
    """Places across and down of each pixel: float32 of shape (1, 48, 48), from -1 to 1."""
    middle = (IMAGE_SIZE - 1) / 2
    across = (np.arange(IMAGE_SIZE, dtype=np.float32) - middle) / middle
    y, x = np.meshgrid(across, across, indexing="ij")
    return x[None], y[None]
