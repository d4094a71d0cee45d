"""Batch normalisation that is as fast as the machine's memory. Importing it loads TensorFlow.

Keras composes it of some twenty passes over the activations, which took two thirds of a small
MobileNet's step. oneDNN's kernel takes two, but only for channel counts that fill its vectors; the
others go through `_folded`, which lays several pixels beside each other to fill them.
"""

from fer.tensorflow import keras, tf

VECTOR = 8
"""oneDNN's kernel is fast for multiples of this many channels and very slow for others."""


class BatchNormalization(keras.layers.BatchNormalization):
    """`keras.layers.BatchNormalization` over the last axis, with the same weights.

    Statistics are float32 in every precision, and the moving variance is unbiased.
    """

    def call(self, inputs: tf.Tensor, training: bool | None = None, mask: None = None) -> tf.Tensor:
        """Normalise `inputs`, (batch, height, width, channels) or (batch, channels)."""
        del mask
        flat = inputs.shape.rank == 2
        pictures = inputs[:, tf.newaxis, tf.newaxis] if flat else inputs
        scale, offset, mean, variance = (
            tf.convert_to_tensor(weight.value)
            for weight in (self.gamma, self.beta, self.moving_mean, self.moving_variance)
        )
        if not training:
            factor = scale * tf.math.rsqrt(variance + self.epsilon)
            shift = offset - mean * factor
            return inputs * tf.cast(factor, inputs.dtype) + tf.cast(shift, inputs.dtype)
        normalise = _fused if inputs.shape[-1] % VECTOR == 0 else _folded
        outputs, mean, variance = normalise(pictures, scale, offset, self.epsilon)
        for moving, now in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving.assign(moving * self.momentum + now * (1 - self.momentum))
        # No reshaping of pictures: TensorFlow joins the kernel with a ReLU that follows directly.
        return outputs[:, 0, 0] if flat else outputs


def _fused(
    inputs: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, epsilon: float
) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    none = tf.constant([], tf.float32)
    return tf.raw_ops.FusedBatchNormV3(
        x=inputs, scale=scale, offset=offset, mean=none, variance=none, epsilon=epsilon
    )[:3]


def _folded(
    inputs: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, epsilon: float
) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    """Ioffe & Szegedy 2015, with its gradient, on rows of `width` pixels by `channels`."""
    *_, width, channels = inputs.shape
    rows = tf.reshape(tf.cast(inputs, tf.float32), (-1, width * channels))
    number = tf.cast(tf.shape(rows)[0] * width, tf.float32)

    def total(values: tf.Tensor) -> tf.Tensor:
        return tf.reduce_sum(tf.reshape(tf.reduce_sum(values, 0), (width, channels)), 0)

    def along(values: tf.Tensor) -> tf.Tensor:
        return tf.tile(values, [width])

    @tf.custom_gradient
    def normalise(rows: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor):
        mean = total(rows) / number
        # Centred first: the squares' mean less the mean's square loses digits.
        variance = total(tf.math.squared_difference(rows, along(mean))) / number
        inverse = tf.math.rsqrt(variance + epsilon)
        factor = scale * inverse

        def gradient(change: tf.Tensor, *_: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
            to_offset = total(change)
            to_scale = (total(change * rows) - mean * to_offset) * inverse
            slope = factor * inverse * to_scale / number
            level = factor * to_offset / number - mean * slope
            to_rows = change * along(factor) - (rows * along(slope) + along(level))
            return to_rows, to_scale, to_offset

        outputs = rows * along(factor) + along(offset - mean * factor)
        return (outputs, mean, variance * number / (number - 1)), gradient

    outputs, mean, variance = normalise(rows, scale, offset)
    outputs = tf.reshape(tf.cast(outputs, inputs.dtype), tf.shape(inputs))
    return outputs, tf.stop_gradient(mean), tf.stop_gradient(variance)
