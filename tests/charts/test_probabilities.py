import numpy as np

from fer import LABELS
from fer.charts.probabilities import PALE, probability_bars, probability_words
from fer.charts.theme import FAMILY_COLORS

PROBABILITIES = np.array([0.1, 0.0, 0.05, 0.6, 0.1, 0.05, 0.1], np.float32)


def test_bars_are_in_the_fixed_order_on_the_fixed_axis() -> None:
    (bars,) = probability_bars(PROBABILITIES, "cnn").data
    assert bars.y == LABELS
    assert np.array_equal(bars.x, PROBABILITIES)
    for family in FAMILY_COLORS:
        assert probability_bars(PROBABILITIES, family).layout.xaxis.range == (0, 1)


def test_bars_have_the_familys_colour_and_one_strong_bar() -> None:
    for family, color in FAMILY_COLORS.items():
        marker = probability_bars(PROBABILITIES, family).data[0].marker
        assert marker.color == color
        assert [opacity == 1 for opacity in marker.opacity] == [name == "happy" for name in LABELS]
        assert set(marker.opacity) == {1, PALE}


def test_words_begin_with_the_likeliest() -> None:
    assert probability_words(PROBABILITIES).startswith("happy 60%, angry 10%, sad 10%")
