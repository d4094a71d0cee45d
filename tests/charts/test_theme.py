import re

import pytest

from fer.charts.pairs import LESS, MORE
from fer.charts.theme import shaded
from fer.models import FAMILIES
from fer.views.chart import INKS

PAGES = {"light": (255, 255, 255), "dark": (20, 24, 29)}
"""The pages' colours, as `.streamlit/config.toml` has them."""


def luminance(color: tuple[float, ...]) -> float:
    """Relative luminance (WCAG 2.1) of red, green and blue, 0 to 255."""
    parts = [value / 255 for value in color]
    red, green, blue = (
        value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("color", [*(each.color for each in FAMILIES.values()), MORE, LESS])
def test_numbers_can_be_read_on_the_strongest_cells(color: str, page: str) -> None:
    *rgb, alpha = map(float, re.findall(r"[\d.]+", shaded(color)))
    below = PAGES[page]
    cell = tuple(alpha * top + (1 - alpha) * bottom for top, bottom in zip(rgb, below, strict=True))
    ink = tuple(int(INKS[page][place : place + 2], 16) for place in (1, 3, 5))
    low, high = sorted((luminance(cell), luminance(ink)))
    assert (high + 0.05) / (low + 0.05) >= 4.5
