"""The training loop's inner part: steps in one TensorFlow graph.

An `Engine` holds a network, its optimiser, the running average of its weights and the images, and
takes any number of steps in one call of a compiled loop, so that Python costs nothing between
steps.
"""

from collections.abc import Mapping
from math import cos, pi

import numpy as np

from fer import IMAGE_SIZE, LABELS
from fer.models.families import Architecture
from fer.models.network import build
from fer.runs.config import Distillation, Recipe
from fer.tensorflow import keras, tf
from fer.training import augmentation

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


def distillation_loss(
    teacher: tf.Tensor, student: tf.Tensor, hard: tf.Tensor, alpha: float, temperature: float
) -> tf.Tensor:
    """Hinton et al. 2015: alpha T^2 KL(teacher || student at T) + (1 - alpha) hard loss.

    Args:
        teacher: Logits, (batch, 7).
        student: Logits, (batch, 7).
        hard: Cross-entropy with the labels, (batch,).
        alpha: Weight of the soft loss.
        temperature: Both networks' logits are divided by it.

    Returns:
        The loss of each image, (batch,).
    """
    soft = tf.nn.log_softmax(teacher / temperature)
    divergence = tf.reduce_sum(
        tf.exp(soft) * (soft - tf.nn.log_softmax(student / temperature)), axis=-1
    )
    return alpha * temperature**2 * divergence + (1 - alpha) * hard


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
        self.model = build(architecture.layers)
        self.recipe = recipe
        self.distillation = distillation
        self._images = tf.constant(images)
        self._targets = tf.one_hot(labels, len(LABELS))
        self._optimizer = _optimizer(recipe)
        self._optimizer.build(self.model.trainable_variables)
        self._weights = self.model.weights
        self._average = [tf.Variable(weight.value) for weight in self._weights]
        batch = recipe.batch_size
        self._steps = tf.function(
            self._steps,
            input_signature=[
                tf.TensorSpec((None, batch), tf.int32),
                tf.TensorSpec((None, batch, augmentation.DRAWS), tf.float32),
                tf.TensorSpec((None,), tf.float32),
                tf.TensorSpec((None, batch, None), tf.float32),
            ],
        )

    def step(
        self, rows: np.ndarray, draws: np.ndarray, rates: np.ndarray, soft: np.ndarray | None = None
    ) -> tuple[float, float]:
        """Take `steps` training steps.

        Args:
            rows: Which images each step sees, int32 (steps, batch).
            draws: The numbers of their views, float32 (steps, batch, DRAWS).
            rates: Each step's learning rate, float32 (steps,).
            soft: The teacher's logits of these views, (steps, batch, 7), for a student.

        Returns:
            Sums over the steps of the mean loss and of the share of right answers.
        """
        if soft is None:
            soft = np.zeros((*rows.shape, 0))
        loss, accuracy = self._steps(
            tf.constant(rows, tf.int32),
            tf.constant(draws, tf.float32),
            tf.constant(rates, tf.float32),
            tf.constant(soft, tf.float32),
        )
        return float(loss), float(accuracy)

    def _steps(
        self, rows: tf.Tensor, draws: tf.Tensor, rates: tf.Tensor, soft: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        losses, hits = tf.constant(0.0), tf.constant(0.0)
        for step in tf.range(tf.shape(rows)[0]):
            images = tf.gather(self._images, rows[step])
            targets = tf.gather(self._targets, rows[step])
            views = augmentation.apply(images, draws[step], self.recipe.augmentation)
            with tf.GradientTape() as tape:
                logits = self.model(views, training=True)
                loss = tf.reduce_mean(self._loss(targets, logits, soft[step]))
            variables = self.model.trainable_variables
            gradients = tape.gradient(loss, [variable.value for variable in variables])
            self._optimizer.learning_rate.assign(rates[step])
            self._optimizer.apply(gradients, variables)
            self._update_average()
            right = tf.argmax(logits, axis=-1) == tf.argmax(targets, axis=-1)
            losses += loss
            hits += tf.reduce_mean(tf.cast(right, tf.float32))
        return losses, hits

    def _loss(self, targets: tf.Tensor, logits: tf.Tensor, soft: tf.Tensor) -> tf.Tensor:
        smoothing = self.recipe.label_smoothing
        smooth = targets * (1 - smoothing) + smoothing / len(LABELS)
        hard = tf.nn.softmax_cross_entropy_with_logits(smooth, logits)
        if self.distillation is None:
            return hard
        return distillation_loss(
            soft, logits, hard, self.distillation.alpha, self.distillation.temperature
        )

    def _update_average(self) -> None:
        """Move the averages towards the weights; early on faster, or they would lag behind."""
        steps = tf.cast(self._optimizer.iterations.value, tf.float32)
        decay = tf.minimum(self.recipe.weight_average, (1 + steps) / (10 + steps))
        for average, weight in zip(self._average, self._weights, strict=True):
            average.assign(decay * average + (1 - decay) * weight.value)

    def averaged_weights(self) -> dict[str, np.ndarray]:
        """The averaged weights by their paths, float32: what is evaluated and kept."""
        return {
            weight.path: average.numpy()
            for weight, average in zip(self._weights, self._average, strict=True)
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
            "average": self._average,
        }
        return {
            f"{part}/{place:03d}": variable
            for part, variables in parts.items()
            for place, variable in enumerate(variables)
        }


def _optimizer(recipe: Recipe) -> keras.optimizers.Optimizer:
    match recipe.optimizer:
        case "adamw":
            optimizer = keras.optimizers.AdamW(
                recipe.learning_rate, weight_decay=recipe.weight_decay, beta_2=0.99
            )
        case "sgd":
            optimizer = keras.optimizers.SGD(
                recipe.learning_rate, momentum=0.9, nesterov=True, weight_decay=recipe.weight_decay
            )
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    return optimizer


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
