"""This project's own speed. The first call loads TensorFlow, in the process that makes it."""

from collections.abc import Callable
from functools import cache

import numpy as np

from fer import IMAGE_SIZE, LABELS, engines
from fer.benchmark.turns import rate
from fer.models import Architecture
from fer.runs import NO_AUGMENTATION, Augmentation, Recipe
from fer.training.augmentation import DRAWS

IMAGES = 2048
GEMM_SIDE = 2048


def faces(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Noise in the shape of a data set: images uint8 (n, 48, 48), labels (n,)."""
    images = random.integers(0, 256, (IMAGES, IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    return images, random.integers(0, len(LABELS), IMAGES)


def images_per_second(network: Architecture, batch: int, seconds: float, augmented: bool) -> float:
    """Speed of the whole training step of a network, weight average included."""
    return batch * rate(_trainer(network, batch, augmented), seconds)


@cache
def _trainer(network: Architecture, batch: int, augmented: bool) -> Callable[[int], object]:
    random = np.random.default_rng(0)
    settings = Augmentation() if augmented else NO_AUGMENTATION
    recipe = Recipe(augmentation=settings, batch_size=batch)
    trainer = engines.load().trainer(network, recipe, 0, *faces(random))

    def steps(count: int) -> None:
        rows = random.integers(0, IMAGES, (count, batch))
        draws = random.random((count, batch, DRAWS), np.float32)
        trainer.step(rows, draws, np.full(count, 1e-3), np.ones(count))

    steps(2)
    return steps


def milliseconds(network: Architecture, batch: int, seconds: float) -> float:
    """Time of one prediction of `batch` images, from pixels to logits."""
    from fer.engines.tensorflow.network import build, classifier

    predict = classifier(build(network.layers))
    images, _ = faces(np.random.default_rng(0))

    def predictions(count: int) -> None:
        for _ in range(count):
            predict(images[:batch])

    predictions(3)
    return 1000 / rate(predictions, seconds)


def gemm_operations_per_second(seconds: float) -> float:
    """Multiplications and additions a second of a large float32 matrix product."""
    return 2 * GEMM_SIDE**3 * rate(_multiplier(), seconds)


@cache
def _multiplier() -> Callable[[int], object]:
    from fer.tensorflow import tf

    matrix = tf.random.normal((GEMM_SIDE, GEMM_SIDE))

    def multiply(count: int) -> None:
        for _ in range(count):
            product = tf.linalg.matmul(matrix, matrix)
        product.numpy()

    multiply(2)
    return multiply
