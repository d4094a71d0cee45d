"""The training loop's inner part: steps in one TensorFlow graph.

An `Engine` holds a network, its optimiser, the running average of its weights and the images, and
takes any number of steps in one call of a compiled loop, so that Python costs nothing between
steps.
"""

from collections.abc import Mapping
from math import cos, pi

import numpy as np

from fer import IMAGE_SIZE, LABELS
from fer.models import Architecture
from fer.models.network import build
from fer.runs.config import Distillation, Recipe
from fer.tensorflow import keras, tf
from fer.training import augmentation
from fer.training.distillation import distillation_loss
from fer.training.optimizer import Optimizer

WARM_UP = {"one-cycle": 0.3, "cosine": 0.05}
"""Share of the steps in which the learning rate rises."""
START = 0.1
"""The first learning rate, as a share of the peak."""
INFERENCE_BATCH = 256


def learning_rate(recipe: Recipe, progress: float) -> float:
    """The learning rate at `progress` (0 to 1) of a run: linear rise, then half a cosine."""
    rise = WARM_UP[recipe.schedule]
    if progress < rise:
        return recipe.learning_rate * (START + (1 - START) * progress / rise)
    return recipe.learning_rate * (1 + cos(pi * (progress - rise) / (1 - rise))) / 2


class Engine:
    """A network in training.

    Args:
        architecture: The network.
        recipe: How it is trained.
        seed: Seed of its initial weights and dropout.
        images: Training images, uint8 (n, 48, 48).
        labels: Their classes, uint8 (n,).
        distillation: The soft loss, for a student.
    """

    def __init__(
        self,
        architecture: Architecture,
        recipe: Recipe,
        seed: int,
        images: np.ndarray,
        labels: np.ndarray,
        distillation: Distillation | None = None,
    ) -> None:
        keras.utils.set_random_seed(seed)
        self.model = build(architecture.layers, recipe.precision)
        self.recipe = recipe
        self.distillation = distillation
        self._images = tf.constant(images)
        self._targets = tf.one_hot(labels, len(LABELS))
        self._optimizer = Optimizer(recipe, self.model)
        batch = recipe.batch_size
        self._steps = tf.function(
            self._steps,
            input_signature=[
                tf.TensorSpec((None, batch), tf.int32),
                tf.TensorSpec((None, batch, augmentation.DRAWS), tf.float32),
                tf.TensorSpec((None,), tf.float32),
                tf.TensorSpec((None,), tf.float32),
                tf.TensorSpec((None, batch, None), tf.float32),
            ],
        )

    def step(
        self,
        rows: np.ndarray,
        draws: np.ndarray,
        rates: np.ndarray,
        mixing: np.ndarray,
        soft: np.ndarray | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Take `steps` training steps.

        Args:
            rows: Which images each step sees, int32 (steps, batch).
            draws: The numbers of their views, float32 (steps, batch, DRAWS).
            rates: Each step's learning rate, float32 (steps,).
            mixing: Each step's share of an image in its mixture with another, float32 (steps,).
            soft: The teacher's logits of these views, (steps, batch, 7), for a student.

        Returns:
            Each step's mean loss and share of right answers, float32 (steps,) each.
        """
        if soft is None:
            soft = np.zeros((*rows.shape, 0))
        losses, hits = self._steps(
            tf.constant(rows, tf.int32),
            tf.constant(draws, tf.float32),
            tf.constant(rates, tf.float32),
            tf.constant(mixing, tf.float32),
            tf.constant(soft, tf.float32),
        )
        return losses.numpy(), hits.numpy()

    def _steps(
        self,
        rows: tf.Tensor,
        draws: tf.Tensor,
        rates: tf.Tensor,
        mixing: tf.Tensor,
        soft: tf.Tensor,
    ) -> tuple[tf.Tensor, tf.Tensor]:
        count = tf.shape(rows)[0]
        losses, hits = tf.TensorArray(tf.float32, count), tf.TensorArray(tf.float32, count)
        for step in tf.range(count):
            images = tf.gather(self._images, rows[step])
            targets = tf.gather(self._targets, rows[step])
            views = augmentation.apply(images, draws[step], self.recipe.augmentation)
            if self.recipe.mixup:
                views, targets = (
                    mixing[step] * values + (1 - mixing[step]) * tf.roll(values, 1, axis=0)
                    for values in (views, targets)
                )
            with tf.GradientTape() as tape:
                logits = self.model(views, training=True)
                loss = tf.reduce_mean(self._loss(targets, logits, soft[step]))
            weights = [weight.value for weight in self.model.trainable_variables]
            self._optimizer.apply(tape.gradient(loss, weights), rates[step])
            right = tf.argmax(logits, axis=-1) == tf.argmax(targets, axis=-1)
            losses = losses.write(step, loss)
            hits = hits.write(step, tf.reduce_mean(tf.cast(right, tf.float32)))
        return losses.stack(), hits.stack()

    def _loss(self, targets: tf.Tensor, logits: tf.Tensor, soft: tf.Tensor) -> tf.Tensor:
        smoothing = self.recipe.label_smoothing
        smooth = targets * (1 - smoothing) + smoothing / len(LABELS)
        hard = tf.nn.softmax_cross_entropy_with_logits(smooth, logits)
        if self.distillation is None:
            return hard
        return distillation_loss(self.distillation, soft, logits, hard)

    def averaged_weights(self) -> dict[str, np.ndarray]:
        """The averaged weights by their paths, float32: what is evaluated and kept."""
        return {
            weight.path: kept.numpy()
            for weight, kept in zip(self.model.weights, self._optimizer.kept, strict=True)
        }

    def state(self) -> dict[str, np.ndarray]:
        """Everything that the next step depends on, by name."""
        return {name: np.asarray(variable) for name, variable in self._state().items()}

    def restore(self, state: Mapping[str, np.ndarray]) -> None:
        """Take up a `state` that an engine of the same settings gave."""
        for name, variable in self._state().items():
            variable.assign(state[name])

    def _state(self) -> dict[str, tf.Variable | keras.Variable]:
        # By place, as Keras numbers the names of optimisers and seeds anew in every process.
        parts = {
            "model": self.model.variables,
            "optimizer": self._optimizer.variables,
        }
        return {
            f"{part}/{place:03d}": variable
            for part, variables in parts.items()
            for place, variable in enumerate(variables)
        }


def classifier(model: keras.Model):
    """A function from uint8 images (n, 48, 48) to float32 logits (n, 7), compiled once."""

    @tf.function(input_signature=[tf.TensorSpec((None, IMAGE_SIZE, IMAGE_SIZE), tf.uint8)])
    def logits(images: tf.Tensor) -> tf.Tensor:
        return model(tf.cast(images, tf.float32)[..., tf.newaxis], training=False)

    def predict(images: np.ndarray) -> np.ndarray:
        batches = [
            logits(tf.constant(images[start : start + INFERENCE_BATCH])).numpy()
            for start in range(0, len(images), INFERENCE_BATCH)
        ]
        return np.concatenate(batches) if batches else np.zeros((0, len(LABELS)), np.float32)

    return predict
