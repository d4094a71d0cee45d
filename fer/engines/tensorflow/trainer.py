"""A network in training: any number of steps in one call of a compiled loop.

So Python costs nothing between steps.
"""

from collections.abc import Mapping

import numpy as np

from fer.engines.tensorflow import views
from fer.engines.tensorflow.losses import distillation_loss, mixed
from fer.engines.tensorflow.network import assign, build, classifier
from fer.engines.tensorflow.optimizer import Optimizer
from fer.models import Architecture
from fer.runs.recipe import Distillation, Recipe
from fer.tensorflow import function, keras, tf
from fer.training.augmentation import DRAWS


class TensorFlowTrainer:
    """See `fer.engines.base.Trainer`, and `Engine.trainer` for the arguments."""

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
        # What is kept computes in 32 bits, so that is what is judged.
        exact = recipe.precision == "float32"
        self._judged = self.model if exact else build(architecture.layers)
        self._predict = classifier(self._judged)
        self.recipe = recipe
        self.distillation = distillation
        self._images = tf.constant(images)
        self._targets = tf.one_hot(labels, architecture.classes)
        self._optimizer = Optimizer(recipe, self.model)
        batch = recipe.batch_size
        self._steps = function(
            self._steps,
            input_signature=[
                tf.TensorSpec((None, batch), tf.int32),
                tf.TensorSpec((None, batch, DRAWS), tf.float32),
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
        """Take a training step for each of `rows`."""
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
        def take(
            step: tf.Tensor, losses: tf.TensorArray, hits: tf.TensorArray
        ) -> tuple[tf.Tensor, tf.TensorArray, tf.TensorArray]:
            images = tf.gather(self._images, rows[step])
            targets = tf.gather(self._targets, rows[step])
            pictures = views.apply(images, draws[step], self.recipe.augmentation)
            answers = soft[step]
            if self.recipe.mixup:
                pictures, targets = (
                    mixing[step] * values + (1 - mixing[step]) * tf.roll(values, 1, axis=0)
                    for values in (pictures, targets)
                )
                if self.distillation:
                    answers = mixed(answers, mixing[step], self.distillation.temperature)
            with tf.GradientTape() as tape:
                logits = self.model(pictures, training=True)
                loss = tf.reduce_mean(self._loss(targets, logits, answers))
            weights = [weight.value for weight in self.model.trainable_variables]
            self._optimizer.apply(tape.gradient(loss, weights), rates[step])
            right = tf.argmax(logits, axis=-1) == tf.argmax(targets, axis=-1)
            hit = tf.reduce_mean(tf.cast(right, tf.float32))
            return step + 1, losses.write(step, loss), hits.write(step, hit)

        count = tf.shape(rows)[0]
        arrays = [tf.TensorArray(tf.float32, count) for _ in range(2)]
        _, losses, hits = tf.while_loop(lambda step, *_: step < count, take, (0, *arrays))
        return losses.stack(), hits.stack()

    def _loss(self, targets: tf.Tensor, logits: tf.Tensor, soft: tf.Tensor) -> tf.Tensor:
        smoothing = self.recipe.label_smoothing
        smooth = targets * (1 - smoothing) + smoothing / targets.shape[-1]
        hard = tf.nn.softmax_cross_entropy_with_logits(smooth, logits)
        if self.distillation is None:
            return hard
        return distillation_loss(self.distillation, soft, logits, hard)

    def averaged_weights(self) -> dict[str, np.ndarray]:
        """The averaged weights, float32: what is evaluated and kept."""
        return {
            weight.path: kept.numpy()
            for weight, kept in zip(self.model.weights, self._optimizer.kept, strict=True)
        }

    def logits(self, images: np.ndarray) -> np.ndarray:
        """What the averaged weights say of images."""
        raw = {weight.path: weight.numpy() for weight in self._judged.weights}
        assign(self._judged, self.averaged_weights())
        logits = self._predict(images)
        assign(self._judged, raw)
        return logits

    def state(self) -> dict[str, np.ndarray]:
        """Everything that the next step depends on, by name."""
        return {name: np.asarray(variable) for name, variable in self._state().items()}

    def restore(self, state: Mapping[str, np.ndarray]) -> None:
        """Take up a `state` that a trainer of the same settings gave."""
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
