"""Views of faces, from the numbers of `fer.training.augmentation.draw`, in the TensorFlow graph."""

from math import pi

from fer import IMAGE_SIZE
from fer.runs.recipe import Augmentation
from fer.tensorflow import tf

CENTRE = (IMAGE_SIZE - 1) / 2


def apply(images: tf.Tensor, draws: tf.Tensor, settings: Augmentation) -> tf.Tensor:
    """Views of a batch.

    Args:
        images: Gray levels, uint8 (batch, 48, 48).
        draws: Their numbers, float32 (batch, DRAWS).
        settings: How far the views may stray.

    Returns:
        Gray levels 0 to 255 as float32 (batch, 48, 48, 1).
    """
    pictures = tf.cast(images, tf.float32)[..., tf.newaxis]
    signed = 2 * draws - 1
    if settings.flip or settings.shift or settings.rotate or settings.zoom:
        pictures = _warp(pictures, signed, settings)
    if settings.contrast:
        gamma = 2 ** (settings.contrast * signed[:, 5, tf.newaxis, tf.newaxis, tf.newaxis])
        pictures = 255 * (tf.clip_by_value(pictures, 0, 255) / 255) ** gamma
    if settings.erase:
        pictures = _erase(pictures, draws[:, 6:], settings.erase)
    return pictures


def _warp(pictures: tf.Tensor, signed: tf.Tensor, settings: Augmentation) -> tf.Tensor:
    """Flip, zoom, rotate and shift by one projective transform, edges repeated."""
    ones = tf.ones_like(signed[:, 0])
    mirror = tf.where(signed[:, 0] < 0, -ones, ones) if settings.flip else ones
    shift = settings.shift * IMAGE_SIZE * signed[:, 1:3]
    angle = settings.rotate * pi / 180 * signed[:, 3]
    scale = 1 + settings.zoom * signed[:, 4]
    cosine, sine = scale * tf.cos(angle), scale * tf.sin(angle)
    zeros = tf.zeros_like(angle)
    transforms = tf.stack(
        [
            mirror * cosine,
            -mirror * sine,
            CENTRE - mirror * CENTRE * (cosine - sine) + shift[:, 0],
            sine,
            cosine,
            CENTRE - CENTRE * (cosine + sine) + shift[:, 1],
            zeros,
            zeros,
        ],
        axis=1,
    )
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=pictures,
        transforms=transforms,
        output_shape=[IMAGE_SIZE, IMAGE_SIZE],
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="NEAREST",
    )


def _erase(pictures: tf.Tensor, draws: tf.Tensor, share: float) -> tf.Tensor:
    """Replace a rectangle by the image's mean in `share` of the pictures."""
    area = tf.where(draws[:, 0] < share, 0.02 + 0.18 * draws[:, 0] / share, 0.0)
    aspect = 2 ** (2 * draws[:, 1] - 1)
    inside = (
        _band(tf.sqrt(area * aspect), draws[:, 2])[:, :, tf.newaxis]
        & _band(tf.sqrt(area / aspect), draws[:, 3])[:, tf.newaxis, :]
    )
    mean = tf.reduce_mean(pictures, axis=(1, 2, 3), keepdims=True)
    return tf.where(inside[..., tf.newaxis], mean, pictures)


def _band(length: tf.Tensor, start: tf.Tensor) -> tf.Tensor:
    """Which of the 48 rows (or columns) lie in a band: bool (batch, 48)."""
    length = length[:, tf.newaxis] * IMAGE_SIZE
    first = start[:, tf.newaxis] * (IMAGE_SIZE - length)
    middles = tf.range(IMAGE_SIZE, dtype=tf.float32)[tf.newaxis] + 0.5
    return (middles >= first) & (middles < first + length)
