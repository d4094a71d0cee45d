import numpy as np
import pytest

from fer.engines.tensorflow.network import build
from fer.errors import FerError
from fer.models import PRESETS, Architecture, scaled
from fer.models.weights import checked, initial, shapes

AFTER = Architecture("teacher", (2,) * 9, hidden=(3, 4), norm="after", dropout=0.5)
LAYERS = [scaled("mobilenet", 0.05).layers, scaled("cnn", 0.05).layers, AFTER.layers]


@pytest.mark.parametrize("layers", LAYERS)
def test_names_and_shapes_are_those_of_the_keras_model(layers) -> None:
    expected = {weight.path: tuple(weight.shape) for weight in build(layers).weights}
    assert list(shapes(layers).items()) == list(expected.items())


@pytest.mark.parametrize("preset", PRESETS)
def test_every_parameter_is_there(preset: str) -> None:
    network = PRESETS[preset]
    total = sum(np.prod(shape) for shape in shapes(network.layers).values())
    assert total == network.parameters


def test_weights_are_drawn_from_the_distributions_that_keras_has() -> None:
    layers = scaled("teacher", 0.3).layers
    keras = {weight.path: weight.numpy() for weight in build(layers).weights}
    ours = initial(layers, 0)
    for name, array in ours.items():
        assert array.dtype == np.float32
        if name.endswith("kernel") and array.size > 5000:
            assert array.std() == pytest.approx(keras[name].std(), rel=0.05)
            assert np.abs(array).max() == pytest.approx(np.abs(keras[name]).max(), rel=0.05)
        elif not name.endswith("kernel"):
            np.testing.assert_array_equal(array, keras[name])


def test_a_seed_draws_the_same_weights() -> None:
    first, again, other = (initial(LAYERS[0], seed)["00_conv/kernel"] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_another_networks_weights_are_refused() -> None:
    with pytest.raises(FerError, match=r"lack '00_conv/kernel' of shape \(3, 3, 1, 3\)"):
        checked(LAYERS[0], initial(LAYERS[1], 0))


def test_weights_that_are_no_numbers_are_refused() -> None:
    arrays = initial(LAYERS[0], 0)
    arrays["00_conv/kernel"][0, 0, 0, 0] = np.nan
    with pytest.raises(FerError, match="'00_conv/kernel' holds what is no number"):
        checked(LAYERS[0], arrays)
