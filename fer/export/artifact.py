"""What an exporter leaves: a file, and how it is fed and asked."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fer import IMAGE_SIZE
from fer.models.layers import MINIMUM_DEVIATION
from fer.runs import Run

INPUT_SHAPE = (1, IMAGE_SIZE, IMAGE_SIZE, 1)


@dataclass(frozen=True)
class Tensor:
    """An input or output of a file.

    Attributes:
        shape: Its axes; of an input with a free batch axis, for one image.
        dtype: Its numbers' type in NumPy's words.
        scale: What a step of an integer is worth; None where the numbers are meant as they are.
        zero_point: The integer that stands for 0.
    """

    shape: tuple[int, ...]
    dtype: str
    scale: float | None = None
    zero_point: int | None = None

    def quantised(self, values: np.ndarray) -> np.ndarray:
        """Values as this tensor's numbers, rounded and kept within its type."""
        if self.scale is None:
            return values.astype(self.dtype)
        limits = np.iinfo(self.dtype)
        steps = np.round(values / np.float32(self.scale)) + self.zero_point
        return np.clip(steps, limits.min, limits.max).astype(self.dtype)

    def values(self, numbers: np.ndarray) -> np.ndarray:
        """What this tensor's numbers stand for, float32."""
        if self.scale is None:
            return numbers.astype(np.float32)
        return (numbers.astype(np.float32) - self.zero_point) * np.float32(self.scale)


@dataclass(frozen=True)
class Artifact:
    """An exported file.

    Attributes:
        file: Where it lies.
        input: What it takes: gray levels 0 to 255, or standardised images.
        standardise: Whether the caller subtracts each image's mean and divides by its deviation (at
            least 1) first.
        output: What it gives: logits.
        operators: The operators that a runtime needs for it, each once.
        memory: Bytes that activations take at their peak, for one image.
        logits: What it says of images, uint8 (n, 48, 48): float32 (n, classes), asked on one thread
            where its runtime can be told so.
        remark: What its users must know besides, in Markdown; "" if nothing.
        flash: Bytes of a program's constants, where the file is its source; None of other files.
    """

    file: Path
    input: Tensor
    standardise: bool
    output: Tensor
    operators: tuple[str, ...]
    memory: int
    logits: Callable[[np.ndarray], np.ndarray]
    remark: str = ""
    flash: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The input as `fer export --json` shows it."""
        return {
            "shape": list(self.input.shape),
            "dtype": self.input.dtype,
            "scale": self.input.scale,
            "zero_point": self.input.zero_point,
            "standardise": self.standardise,
        }


FLOAT_INPUT = Tensor(INPUT_SHAPE, "float32")


def float_output(run: Run) -> Tensor:
    """Logits as the run itself gives them."""
    return Tensor((1, run.config.architecture.classes), "float32")


def standardised(images: np.ndarray) -> np.ndarray:
    """Each image with mean 0 and deviation 1: uint8 (n, 48, 48) to float32 (n, 48, 48, 1)."""
    pixels = images.astype(np.float32)[..., None]
    centred = pixels - pixels.mean((1, 2, 3), keepdims=True)
    deviation = np.sqrt(np.square(centred).mean((1, 2, 3), keepdims=True))
    return centred / np.maximum(deviation, np.float32(MINIMUM_DEVIATION))
