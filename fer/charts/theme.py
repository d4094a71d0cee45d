"""The colour of what belongs to no family; a family has its own in `fer.models.FAMILIES`."""

GRAY = "#808080"
"""Lines and bands, legible on light and dark."""
