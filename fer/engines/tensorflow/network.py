"""Keras models from layer lists. Importing this module loads TensorFlow."""

from collections.abc import Mapping, Sequence

import numpy as np

from fer import IMAGE_SIZE
from fer.engines.base import Classifier
from fer.engines.tensorflow.normalization import BatchNormalization
from fer.errors import FerError
from fer.models.layers import EPSILON, MINIMUM_DEVIATION, NORM_MOMENTUM, Layer, Precision
from fer.tensorflow import function, keras, tf

POLICIES: dict[Precision, str] = {"float32": "float32", "bfloat16": "mixed_bfloat16"}
"""Keras' names of the precisions."""
BATCH = 256
"""Images that a model answers about at a time."""


def build(
    layers: Sequence[Layer],
    precision: Precision = "float32",
    normalization: type[keras.layers.BatchNormalization] = BatchNormalization,
) -> keras.Model:
    """A Keras model of `layers`.

    The model takes gray levels 0 to 255 as float32 of shape (batch, 48, 48, 1), standardises each
    image to mean 0 and deviation 1, and yields logits of shape (batch, classes). A layer is named
    by its place and kind, so that a variable's path is its name in `fer.models.weights`. In
    `bfloat16` the layers compute in 16 bits; weights, statistics and logits stay float32. With
    Keras' own `normalization` every layer of the model is Keras' own.
    """
    inputs = keras.Input((IMAGE_SIZE, IMAGE_SIZE, 1))
    tensor = _standardise(inputs)
    for place, layer in enumerate(layers):
        tensor = _keras_layer(
            layer, f"{place:02d}_{layer.kind}", POLICIES[precision], normalization
        )(tensor)
    return keras.Model(inputs, keras.ops.cast(tensor, "float32"))


def _standardise(images: keras.KerasTensor) -> keras.KerasTensor:
    axes = (1, 2, 3)
    centred = images - keras.ops.mean(images, axis=axes, keepdims=True)
    deviation = keras.ops.sqrt(keras.ops.mean(keras.ops.square(centred), axis=axes, keepdims=True))
    return centred / keras.ops.maximum(deviation, MINIMUM_DEVIATION)


def _keras_layer(
    layer: Layer,
    name: str,
    policy: str,
    normalization: type[keras.layers.BatchNormalization],
) -> keras.Layer:
    common = {"name": name, "dtype": policy}
    window = {"strides": layer.stride, "padding": "same", **common}
    match layer.kind:
        case "conv":
            return keras.layers.Conv2D(
                layer.units,
                layer.kernel,
                use_bias=layer.bias,
                kernel_initializer="he_normal",
                **window,
            )
        case "depthwise":
            return keras.layers.DepthwiseConv2D(
                layer.kernel, use_bias=layer.bias, depthwise_initializer="he_normal", **window
            )
        case "batch_norm":
            return normalization(momentum=NORM_MOMENTUM, epsilon=EPSILON, **common)
        case "relu":
            return keras.layers.ReLU(**common)
        case "max_pool":
            return keras.layers.MaxPooling2D(layer.kernel, **window)
        case "average":
            return keras.layers.GlobalAveragePooling2D(**common)
        case "flatten":
            return keras.layers.Flatten(**common)
        case "dense":
            return keras.layers.Dense(layer.units, use_bias=layer.bias, **common)
        case "dropout":
            return keras.layers.Dropout(layer.rate, **common)
    raise ValueError(layer.kind)


def assign(model: keras.Model, arrays: Mapping[str, np.ndarray]) -> None:
    """Set a model's weights by their paths.

    Raises:
        FerError: The arrays are not those of this network.
    """
    for weight in model.weights:
        array = arrays.get(weight.path)
        if array is None or array.shape != tuple(weight.shape):
            raise FerError(f"The weights lack '{weight.path}' of shape {tuple(weight.shape)}.")
        weight.assign(array)


def classifier(model: keras.Model) -> Classifier:
    """What `model` says of images, compiled once; it follows the weights that `model` has."""

    @function(input_signature=[tf.TensorSpec((None, IMAGE_SIZE, IMAGE_SIZE), tf.uint8)])
    def logits(images: tf.Tensor) -> tf.Tensor:
        return model(tf.cast(images, tf.float32)[..., tf.newaxis], training=False)

    classes = model.output_shape[-1]

    def predict(images: np.ndarray) -> np.ndarray:
        batches = [
            logits(tf.constant(images[start : start + BATCH])).numpy()
            for start in range(0, len(images), BATCH)
        ]
        return np.concatenate(batches) if batches else np.zeros((0, classes), np.float32)

    return predict
