"""Networks by family, width and preset: shapes and costs without TensorFlow."""

from fer.models.architecture import Architecture
from fer.models.families import FAMILIES, Family
from fer.models.presets import PRESETS
from fer.models.widths import MAXIMUM_WIDTH, MINIMUM_WIDTH, scaled, widest, with_grid

__all__ = [
    "FAMILIES",
    "MAXIMUM_WIDTH",
    "MINIMUM_WIDTH",
    "PRESETS",
    "Architecture",
    "Family",
    "scaled",
    "widest",
    "with_grid",
]
