"""An engine's speed. The first call loads it, in the process that makes the call."""

from collections.abc import Callable
from functools import cache

import numpy as np

from fer import IMAGE_SIZE, engines
from fer.benchmark.turns import rate
from fer.engines import Place
from fer.models import Architecture
from fer.models.layers import Precision
from fer.models.weights import initial
from fer.runs import NO_AUGMENTATION, Augmentation, Recipe
from fer.training.augmentation import DRAWS

IMAGES = 2048
GEMM_SIDE, GPU_GEMM_SIDE = 2048, 8192


def faces(random: np.random.Generator, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Noise in the shape of a data set: images uint8 (n, 48, 48), labels (n,)."""
    images = random.integers(0, 256, (IMAGES, IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    return images, random.integers(0, classes, IMAGES)


def images_per_second(
    place: Place,
    network: Architecture,
    batch: int,
    seconds: float,
    augmented: bool,
    precision: Precision = "float32",
) -> float:
    """Speed of the whole training step of a network, weight average included."""
    return batch * rate(_trainer(place, network, batch, augmented, precision), seconds)


@cache
def _trainer(
    place: Place, network: Architecture, batch: int, augmented: bool, precision: Precision
) -> Callable[[int], object]:
    random = np.random.default_rng(0)
    settings = Augmentation() if augmented else NO_AUGMENTATION
    recipe = Recipe(augmentation=settings, batch_size=batch, precision=precision)
    trainer = engines.load(place).trainer(network, recipe, 0, *faces(random, network.classes))

    def steps(count: int) -> None:
        rows = random.integers(0, IMAGES, (count, batch))
        draws = random.random((count, batch, DRAWS), np.float32)
        trainer.step(rows, draws, np.full(count, 1e-3), np.ones(count))

    # What an engine compiles or records it does in its first steps.
    steps(8)
    return steps


def milliseconds(place: Place, network: Architecture, batch: int, seconds: float) -> float:
    """Time of one prediction of `batch` images, from pixels to logits."""
    predict = engines.load(place).classifier(network.layers, initial(network.layers, 0))
    images, _ = faces(np.random.default_rng(0), network.classes)

    def predictions(count: int) -> None:
        for _ in range(count):
            predict(images[:batch])

    predictions(3)
    return 1000 / rate(predictions, seconds)


def gemm_operations_per_second(
    place: Place, seconds: float, precision: Precision = "float32"
) -> float:
    """Multiplications and additions a second of a large matrix product."""
    side = GEMM_SIDE if place.device == "cpu" else GPU_GEMM_SIDE
    make = _torch_product if place.engine == "torch" else _tensorflow_product
    return 2 * side**3 * rate(make(side, place.device, precision), seconds)


@cache
def _tensorflow_product(side: int, device: str, precision: Precision) -> Callable[[int], object]:
    from fer.tensorflow import tf

    matrix = tf.cast(tf.random.normal((side, side)), precision)

    def multiply(count: int) -> None:
        for _ in range(count):
            product = tf.linalg.matmul(matrix, matrix)
        product.numpy()

    multiply(2)
    return multiply


@cache
def _torch_product(side: int, device: str, precision: Precision) -> Callable[[int], object]:
    import torch

    matrix = torch.randn(side, side, device=device, dtype=getattr(torch, precision))

    def multiply(count: int) -> None:
        # As convolutions have it, so that the peak is theirs too; dense layers have all digits.
        torch.set_float32_matmul_precision("high")
        for _ in range(count):
            product = matrix @ matrix
        product[0, 0].item()
        torch.set_float32_matmul_precision("highest")

    multiply(2)
    return multiply
