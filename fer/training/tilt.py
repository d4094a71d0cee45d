"""Train the network that tells how far a head leans: `python -m fer.training.tilt fer2013`.

Faces of the training part, without those of the validation part, are turned by a known angle.
Faces are not level to begin with; what the network learns to call level is their mean. On the
validation part, turned by up to 52 degrees, its estimate is off by 8 degrees on average.
"""

import sys

import numpy as np
from PIL import Image

from fer import IMAGE_SIZE, data
from fer.data import split_training
from fer.engines.tensorflow.network import build
from fer.faces.tilt import ANGLES, LAYERS, WEIGHTS, round_off
from fer.runs import weights
from fer.tensorflow import keras, tf

FARTHEST = 52.0
"""Degrees: half a step beyond the outermost of `ANGLES`."""

ZOOM, SHIFT = (0.8, 1.3), 0.08
"""Bounds of the enlargement and farthest shift, as a share of the side: boxes differ as much."""


def turned(images: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Faces leaning by random angles, half of them mirrored.

    Args:
        images: uint8 (n, 48, 48).
        random: Draws the angles.

    Returns:
        The faces, rounded off, uint8 (n, 48, 48), and their tilts in degrees, float32 (n,).
    """
    angles = random.uniform(-FARTHEST, FARTHEST, len(images)).astype(np.float32)
    faces = np.empty_like(images)
    half = IMAGE_SIZE // 2
    for place, (image, angle) in enumerate(zip(images, angles, strict=True)):
        wide = np.pad(image[:, :: random.choice((-1, 1))], half, mode="reflect")
        zoom = random.uniform(*ZOOM)
        cosine, sine = np.cos(np.radians(angle)) / zoom, np.sin(np.radians(angle)) / zoom
        x, y = IMAGE_SIZE * (1 + random.uniform(-SHIFT, SHIFT, 2))
        row = (cosine, sine, x - half * (cosine + sine))
        column = (-sine, cosine, y - half * (cosine - sine))
        faces[place] = Image.fromarray(wide).transform(
            image.shape[::-1], Image.Transform.AFFINE, (*row, *column), Image.Resampling.BILINEAR
        )
    return round_off(faces), angles


def train(name: str, epochs: int = 8, seed: int = 0) -> float:
    """Train on a data set, write the weights, and return the mean error in degrees."""
    dataset = data.load(name)
    training, validation = split_training(dataset)
    random = np.random.default_rng(seed)
    keras.utils.set_random_seed(seed)
    model = build(LAYERS)
    steps = epochs * (len(training) // 64)
    rise = steps // 10
    rate = keras.optimizers.schedules.CosineDecay(
        1e-4, steps - rise, warmup_target=3e-3, warmup_steps=rise
    )
    model.compile(
        keras.optimizers.AdamW(rate, weight_decay=0.02),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    for _ in range(epochs):
        faces, angles = turned(np.asarray(dataset.images[training]), random)
        labels = np.abs(angles[:, None] - ANGLES).argmin(axis=1)
        model.fit(faces[..., None].astype(np.float32), labels, 64, verbose=2)
    weights.save_half(WEIGHTS, {each.path: each.numpy() for each in model.weights})
    faces, angles = turned(np.asarray(dataset.images[validation]), random)
    logits = model.predict(faces[..., None].astype(np.float32), 256, verbose=0)
    return float(np.abs(tf.nn.softmax(logits).numpy() @ ANGLES - angles).mean())


if __name__ == "__main__":
    print(f"mean error {train(sys.argv[1]):.1f} degrees")
