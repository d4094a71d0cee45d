"""Networks by family, width and preset: shapes and costs without TensorFlow."""

from fer.models.families import (
    FAMILIES,
    MAXIMUM_WIDTH,
    MINIMUM_WIDTH,
    Architecture,
    FamilyName,
    scaled,
    widest,
    with_grid,
)
from fer.models.presets import PRESETS

__all__ = [
    "FAMILIES",
    "MAXIMUM_WIDTH",
    "MINIMUM_WIDTH",
    "PRESETS",
    "Architecture",
    "FamilyName",
    "scaled",
    "widest",
    "with_grid",
]
