"""The colour of what belongs to no family; a family has its own in `fer.models.FAMILIES`."""

GRAY = "#808080"
"""Lines and bands, legible on light and dark."""
NOTHING = "rgba(128,128,128,0.08)"
"""A cell that holds nothing."""
SHADE = 0.45
"""How strong a cell's colour gets at most, so that the page's ink has a contrast of 4.5:1 on it."""


def shaded(color: str) -> str:
    """A colour such as `#2F86C8` as the strongest of cells that hold numbers."""
    red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{SHADE})"
