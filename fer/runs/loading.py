"""A run's Keras model, with its kept weights. Importing this module loads TensorFlow."""

from fer.models.network import build
from fer.runs import run as run_files
from fer.runs import weights
from fer.runs.run import Run
from fer.tensorflow import keras


def load_model(run: Run) -> keras.Model:
    """The network of `run` with the weights of its best epoch; see `fer.models.network.build`.

    Raises:
        FerError: The weights are missing, damaged or another network's.
    """
    model = build(run.config.architecture.layers)
    weights.assign(model, weights.load(run.folder / run_files.WEIGHTS))
    return model
