import numpy as np

from fer.charts.probabilities import PALE, probability_bars, probability_words
from fer.models import FAMILIES
from fer.schema import FER2013

PROBABILITIES = np.array([0.1, 0.0, 0.05, 0.6, 0.1, 0.05, 0.1], np.float32)


def test_bars_are_in_the_fixed_order_on_the_fixed_axis() -> None:
    (bars,) = probability_bars(PROBABILITIES, "cnn", FER2013.classes).data
    assert bars.y == FER2013.classes
    assert np.array_equal(bars.x, PROBABILITIES)
    for family in FAMILIES:
        assert probability_bars(PROBABILITIES, family, FER2013.classes).layout.xaxis.range == (0, 1)


def test_bars_have_the_familys_colour_and_one_strong_bar() -> None:
    for name, family in FAMILIES.items():
        marker = probability_bars(PROBABILITIES, name, FER2013.classes).data[0].marker
        assert marker.color == family.color
        strong = [opacity == 1 for opacity in marker.opacity]
        assert strong == [label == "happy" for label in FER2013.classes]
        assert set(marker.opacity) == {1, PALE}


def test_words_begin_with_the_likeliest() -> None:
    assert probability_words(PROBABILITIES, FER2013.classes).startswith(
        "happy 60%, angry 10%, sad 10%"
    )
