"""Optimisers in TensorFlow's fused kernels, and the running average of the weights.

A large network's step is bound by memory here: Keras' own AdamW passes over every weight some
fifteen times, which took a quarter of the teacher's time. The fused kernels pass over it once.
"""

from collections.abc import Sequence

from fer.runs.recipe import BETA_2, MOMENTUM, STEPS_BETWEEN_AVERAGES, Recipe
from fer.tensorflow import keras, tf

EPSILON = 1e-7


class Optimizer:
    """AdamW or SGD with Nesterov momentum, with decoupled weight decay of the kernels.

    Args:
        recipe: Which of the two, the weight decay, and the decay of the average.
        model: The network whose trainable weights are updated; all its weights are averaged.
    """

    def __init__(self, recipe: Recipe, model: keras.Model) -> None:
        self._recipe = recipe
        self._trainable = [weight.value for weight in model.trainable_variables]
        self._weights = [weight.value for weight in model.weights]
        moments = 2 if recipe.optimizer == "adamw" else 1
        self._steps = tf.Variable(0.0)
        self._moments = [
            [tf.Variable(tf.zeros_like(weight)) for weight in self._trainable]
            for _ in range(moments)
        ]
        self.average = [tf.Variable(weight) for weight in self._weights]
        """The averages of `model.weights`, in that order."""

    @property
    def variables(self) -> list[tf.Variable]:
        """Everything that the next step depends on besides the weights."""
        return [self._steps, *(moment for part in self._moments for moment in part), *self.average]

    @property
    def kept(self) -> list[tf.Variable]:
        """What is evaluated: the averages, or the weights where there is no average yet."""
        averaged = self._recipe.weight_average and self._steps >= STEPS_BETWEEN_AVERAGES
        return self.average if averaged else self._weights

    def apply(self, gradients: Sequence[tf.Tensor], rate: tf.Tensor) -> None:
        """Take one step of learning rate `rate` with the gradients of the trainable weights."""
        steps = self._steps.assign_add(1.0)
        powers = MOMENTUM**steps, BETA_2**steps
        for place, (weight, gradient) in enumerate(zip(self._trainable, gradients, strict=True)):
            if self._recipe.weight_decay and weight.shape.rank > 1:
                _descend(weight, rate * self._recipe.weight_decay, weight)
            moments = [part[place] for part in self._moments]
            if self._recipe.optimizer == "adamw":
                self._adam(weight, *moments, gradient, rate, powers)
            else:
                tf.raw_ops.ResourceApplyKerasMomentum(
                    var=weight.handle,
                    accum=moments[0].handle,
                    lr=rate,
                    grad=gradient,
                    momentum=MOMENTUM,
                    use_nesterov=True,
                )
        tf.cond(
            tf.equal(steps % STEPS_BETWEEN_AVERAGES, 0),
            lambda: self._update_average(steps),
            lambda: None,
        )

    def _adam(
        self,
        weight: tf.Variable,
        mean: tf.Variable,
        square: tf.Variable,
        gradient: tf.Tensor,
        rate: tf.Tensor,
        powers: tuple[tf.Tensor, tf.Tensor],
    ) -> None:
        tf.raw_ops.ResourceApplyAdam(
            var=weight.handle,
            m=mean.handle,
            v=square.handle,
            beta1_power=powers[0],
            beta2_power=powers[1],
            lr=rate,
            beta1=MOMENTUM,
            beta2=BETA_2,
            epsilon=EPSILON,
            grad=gradient,
        )

    def _update_average(self, steps: tf.Tensor) -> None:
        """Move the averages towards the weights; early on faster, or they would lag behind."""
        decay = tf.minimum(self._recipe.weight_average, (1 + steps) / (10 + steps))
        for average, weight in zip(self.average, self._weights, strict=True):
            _descend(average, 1 - decay**STEPS_BETWEEN_AVERAGES, average - weight)


def _descend(variable: tf.Variable, rate: tf.Tensor, gradient: tf.Tensor) -> None:
    """`variable -= rate * gradient`, in one pass."""
    tf.raw_ops.ResourceApplyGradientDescent(
        var=variable.handle, alpha=rate, delta=tf.convert_to_tensor(gradient)
    )
