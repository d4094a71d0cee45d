import numpy as np
import pytest

from fer.engines.tensorflow.normalization import BatchNormalization
from fer.tensorflow import keras, tf

SHAPES = [(6, 4, 4, 16), (6, 4, 4, 11), (6, 4, 4, 1), (6, 16), (6, 5)]


def layers(shape: tuple[int, ...]) -> tuple[keras.Layer, keras.Layer]:
    """Keras' own layer and this one, with the same weights."""
    rng = np.random.default_rng(1)
    pair = keras.layers.BatchNormalization(momentum=0.9), BatchNormalization(momentum=0.9)
    weights = [rng.uniform(0.5, 2, shape[-1]) for _ in range(4)]
    for layer in pair:
        layer.build(shape)
        layer.set_weights(weights)
    return pair


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("training", [True, False])
def test_it_computes_what_keras_computes(shape: tuple[int, ...], training: bool) -> None:
    rng = np.random.default_rng(0)
    inputs = tf.constant(rng.normal(3, 2, shape), tf.float32)
    towards = tf.constant(rng.normal(size=shape), tf.float32)
    results = []
    for layer in layers(shape):
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            outputs = layer(inputs, training=training)
        watched = [inputs, layer.gamma.value, layer.beta.value]
        gradients = tape.gradient(outputs, watched, output_gradients=towards)
        results.append([outputs, *gradients, layer.moving_mean.value])
    for theirs, ours in zip(*results, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=2e-4, atol=2e-5)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_moving_variance_is_unbiased(shape: tuple[int, ...]) -> None:
    values = np.random.default_rng(0).normal(3, 2, shape).astype(np.float32)
    layer = BatchNormalization(momentum=0.0)
    layer(values, training=True)
    expected = values.reshape(-1, shape[-1]).var(axis=0, ddof=1)
    np.testing.assert_allclose(layer.moving_variance, expected, rtol=1e-4)


@pytest.mark.parametrize("channels", [8, 11])
def test_sixteen_bits_keep_their_type(channels: int) -> None:
    layer = BatchNormalization(dtype="mixed_bfloat16")
    outputs = layer(tf.random.normal((4, 3, 3, channels)), training=True)
    assert outputs.dtype == tf.bfloat16
    assert layer.moving_mean.dtype == "float32"
