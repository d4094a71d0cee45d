from dataclasses import replace

import numpy as np
import pytest

from fer.models import PRESETS, scaled
from fer.models.folding import folded
from fer.models.weights import initial, shapes

NETWORKS = [
    PRESETS["mobilenet-63k"],
    replace(scaled("teacher", 0.1), norm="after", dropout=0.2),
    replace(scaled("mobilenet", 0.1), norm="after"),
]


@pytest.mark.parametrize("network", NETWORKS, ids=str)
def test_what_is_left_is_a_network_without_normalisation(network) -> None:
    layers, arrays = folded(network.layers, initial(network.layers, 0))
    assert not {layer.kind for layer in layers} & {"batch_norm", "dropout"}
    assert {name: array.shape for name, array in arrays.items()} == shapes(layers)
    assert all(array.dtype == np.float32 for array in arrays.values())
