"""A run as a Python object: what `fer.load` returns."""

from typing import TYPE_CHECKING

import numpy as np

from fer import IMAGE_SIZE
from fer.errors import FerError
from fer.evaluation import softmax
from fer.prediction.networks import network
from fer.runs import Run

if TYPE_CHECKING:
    import keras

WHITE = 255


class Loaded:
    """A run that answers on one thread, with ONNX Runtime.

    Args:
        run: The run.

    Attributes:
        name: Its name.
        labels: The classes, in the order of the probabilities.
        parameters: Total parameters.

    Raises:
        FerError: The run has no weights, or they are damaged.
    """

    def __init__(self, run: Run) -> None:
        self.name = run.name
        self.labels = run.config.schema.classes
        self.parameters = run.config.architecture.parameters
        self._run = run
        self._network = network(run)

    def __repr__(self) -> str:
        return f"fer.load({self.name!r})"

    def predict(self, images: np.ndarray) -> np.ndarray:
        """Probabilities of the classes.

        Args:
            images: Faces cut out, gray levels 0 (black) to 255 (white) of any type: (n, 48, 48),
                (n, 48, 48, 1), or (48, 48) for a single one. Fractions are rounded.

        Returns:
            float32 (n, classes), the rows summing to 1; (classes,) for a single image.

        Raises:
            FerError: The images have another shape or range.
        """
        try:
            pixels = np.asarray(images)
        except ValueError as error:
            raise FerError(
                f"Give gray faces that are all of {IMAGE_SIZE}x{IMAGE_SIZE} pixels: these are no "
                "array."
            ) from error
        single = pixels.ndim == 2
        if single:
            pixels = pixels[None]
        if pixels.ndim == 4 and pixels.shape[-1] == 1:
            pixels = pixels[..., 0]
        if pixels.ndim != 3 or pixels.shape[1:] != (IMAGE_SIZE, IMAGE_SIZE):
            raise FerError(
                f"Give gray faces of shape (n, {IMAGE_SIZE}, {IMAGE_SIZE}), not {np.shape(images)}."
            )
        probabilities = softmax(self._network.logits(_gray_levels(pixels)))
        return probabilities[0] if single else probabilities

    def keras(self) -> "keras.Model":
        """The run as a Keras model: gray levels, float32 (n, 48, 48, 1), to logits (n, classes).

        Its layers are Keras' own, so that it can be saved, trained on or taken apart.

        Raises:
            FerError: TensorFlow is not installed.
        """
        from fer.export.keras import model_of

        return model_of(self._run)


def _gray_levels(pixels: np.ndarray) -> np.ndarray:
    """Pixels as uint8.

    Raises:
        FerError: They are no gray levels.
    """
    if pixels.dtype == np.uint8 or not pixels.size:
        return pixels.astype(np.uint8)
    if not np.issubdtype(pixels.dtype, np.number) or np.iscomplexobj(pixels):
        raise FerError(f"Give gray levels as numbers, not {pixels.dtype}.")
    low, high = pixels.min(), pixels.max()
    if np.isnan(low):
        raise FerError(f"Give gray levels from 0 to {WHITE}: some of these are NaN.")
    if not (low >= 0 and high <= WHITE):
        raise FerError(f"Give gray levels from 0 to {WHITE}, not from {low:g} to {high:g}.")
    if 0 < high <= 1 and np.issubdtype(pixels.dtype, np.floating):
        raise FerError(f"Give gray levels from 0 to {WHITE}: multiply these shares by {WHITE}.")
    return np.rint(pixels).astype(np.uint8)
