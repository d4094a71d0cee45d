"""Keras files, of Keras' own layers only, so that they load without this package."""

from pathlib import Path
from typing import TYPE_CHECKING

from fer.errors import FerError
from fer.export.artifact import FLOAT_INPUT, Artifact, float_output
from fer.export.images import Images
from fer.runs import Run

if TYPE_CHECKING:
    import keras

FILE = "model.keras"


def model_of(run: Run) -> "keras.Model":
    """A run as a Keras model: gray levels, float32 (n, 48, 48, 1), to logits (n, classes).

    Its layers are Keras' own, batch normalisation included, so that it can be trained on.

    Raises:
        FerError: The run has no weights, or TensorFlow is not installed.
    """
    try:
        from fer.engines.tensorflow.network import assign, build
        from fer.tensorflow import keras
    except ImportError:
        raise FerError(
            "A Keras model needs TensorFlow: run `pip install -r requirements.txt`."
        ) from None
    model = build(run.config.architecture.layers, normalization=keras.layers.BatchNormalization)
    assign(model, run.weights())
    return model


def write(run: Run, folder: Path, numbers: str, images: Images) -> Artifact:
    """Write a run as a `.keras` file.

    Raises:
        FerError: See `model_of`.
    """
    from fer.engines.tensorflow.network import classifier

    model = model_of(run)
    file = folder / FILE
    model.save(file)
    return Artifact(
        file,
        FLOAT_INPUT,
        False,
        float_output(run),
        tuple(sorted({type(layer).__name__ for layer in model.layers} - {"InputLayer"})),
        run.config.architecture.peak_activation_bytes,
        classifier(model),
        "The batch axis is free. Batch normalisation stays a layer, so it can be trained on.",
    )
