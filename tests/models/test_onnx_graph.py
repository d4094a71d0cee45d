from dataclasses import replace

import numpy as np
import pytest

from fer.engines.tensorflow.network import build
from fer.errors import FerError
from fer.evaluation import softmax
from fer.models import PRESETS, Architecture, scaled
from fer.models.inference import Network

IMAGES = np.random.default_rng(0).integers(0, 256, (5, 48, 48), np.uint8)


def with_lively_weights(network: Architecture):
    """A Keras model whose normalisations do something, and its weights by path."""
    random = np.random.default_rng(1)
    model = build(network.layers)
    for weight in model.weights:
        if weight.path.split("/")[-1] in ("gamma", "beta", "moving_mean", "moving_variance"):
            weight.assign(random.uniform(0.5, 1.5, weight.shape))
    return model, {each.path: each.numpy() for each in model.weights}


@pytest.mark.parametrize(
    "network",
    [
        PRESETS["mobilenet-63k"],
        PRESETS["cnn-61k"],
        scaled("teacher", 0.1),
        replace(scaled("teacher", 0.1), norm="after"),
        replace(scaled("mobilenet", 0.1), norm="after"),
        replace(scaled("cnn", 0.1), dropout=0.3),
    ],
    ids=str,
)
def test_it_says_what_keras_says(network: Architecture) -> None:
    model, arrays = with_lively_weights(network)
    theirs = model(IMAGES[..., None].astype(np.float32), training=False).numpy()
    ours = Network(network.layers, arrays).logits(IMAGES)
    np.testing.assert_allclose(softmax(ours), softmax(theirs), atol=1e-4)


def test_blank_images_and_none_at_all_have_an_answer() -> None:
    network = scaled("cnn", 0.05)
    ready = Network(network.layers, with_lively_weights(network)[1])
    assert np.isfinite(ready.logits(np.full((1, 48, 48), 9, np.uint8))).all()
    assert ready.logits(IMAGES[:0]).shape == (0, 7)


def test_weights_of_another_network_are_refused() -> None:
    arrays = with_lively_weights(scaled("cnn", 0.05))[1]
    with pytest.raises(FerError, match="00_conv/kernel"):
        Network(scaled("cnn", 0.1).layers, arrays)
