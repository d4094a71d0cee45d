"""The engine itself. Importing this module loads TensorFlow."""

from collections.abc import Sequence

import numpy as np

from fer.engines.base import PROCESSOR, Classifier, ViewAnswers, Weights
from fer.engines.tensorflow import views
from fer.engines.tensorflow.network import BATCH, assign, build, classifier
from fer.engines.tensorflow.trainer import TensorFlowTrainer
from fer.models.layers import Layer
from fer.runs.recipe import Augmentation
from fer.tensorflow import function, keras, tf


class TensorFlow:
    """TensorFlow on every core of the processor; see `fer.engines.base.Engine`."""

    batch = BATCH
    hardware = PROCESSOR
    trainer = staticmethod(TensorFlowTrainer)

    def classifier(self, layers: Sequence[Layer], weights: Weights) -> Classifier:
        """A network that answers."""
        return classifier(_network(layers, weights))

    def view_answers(
        self, networks: Sequence[tuple[Sequence[Layer], Weights]], settings: Augmentation
    ) -> ViewAnswers:
        """Networks that answer about augmented views, with the mean of their logits."""
        models = [_network(*network) for network in networks]

        @function(reduce_retracing=True)
        def mean(images: tf.Tensor, draws: tf.Tensor) -> tf.Tensor:
            pictures = views.apply(images, draws, settings)
            logits = [model(pictures, training=False) for model in models]
            return tf.reduce_mean(tf.stack(logits), axis=0)

        def answer(images: np.ndarray, draws: np.ndarray) -> np.ndarray:
            return mean(tf.constant(images), tf.constant(draws)).numpy()

        return answer


def _network(layers: Sequence[Layer], weights: Weights) -> keras.Model:
    model = build(layers)
    assign(model, weights)
    return model
