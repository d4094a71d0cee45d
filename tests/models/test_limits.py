"""A network stays within what can be counted and held."""

import pytest

from fer.errors import FerError
from fer.models import FAMILIES, MAXIMUM_WIDTH, Architecture, scaled
from fer.models.architecture import MOST_CHANNELS, MOST_LAYERS, MOST_PARAMETERS

CHANNELS = (4,) * 9


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"channels": (MOST_CHANNELS + 1, *CHANNELS[1:])}, "must lie between 1 and 65,536"),
        ({"channels": (0, *CHANNELS[1:])}, "must lie between 1 and 65,536"),
        ({"hidden": (10**9,)}, "must lie between 1 and 65,536"),
        ({"hidden": (1,) * MOST_LAYERS}, "at most 100 convolutions and dense layers"),
        ({"channels": (8000,) * 9}, "4,608,416,007 parameters, and 1,000,000,000 are the most"),
        ({"channels": CHANNELS, "hidden": (40_000, 40_000)}, "parameters"),
    ],
)
def test_a_network_beyond_the_limits_is_a_sentence(settings: dict, sentence: str) -> None:
    with pytest.raises(FerError, match=sentence):
        Architecture("cnn", **{"channels": CHANNELS, **settings})


@pytest.mark.parametrize("family", FAMILIES)
def test_the_widest_networks_are_far_from_them(family: str) -> None:
    assert scaled(family, MAXIMUM_WIDTH).parameters < MOST_PARAMETERS / 10


def test_a_mobilenet_may_have_channels_that_a_cnn_may_not() -> None:
    channels = (8000,) * 9
    assert Architecture("mobilenet", channels, stages=(2, 2, 2, 2)).parameters < MOST_PARAMETERS
    with pytest.raises(FerError, match="the most"):
        Architecture("cnn", channels)
