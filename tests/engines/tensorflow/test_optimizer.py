import numpy as np
import pytest

from fer.engines.tensorflow.optimizer import Optimizer
from fer.runs import Recipe
from fer.runs.recipe import BETA_2, STEPS_BETWEEN_AVERAGES
from fer.tensorflow import keras, tf

RATES = (0.1, 0.05, 0.02, 0.05, 0.1, 0.02, 0.05, 0.02, 0.01)


def keras_optimizer(recipe: Recipe) -> keras.optimizers.Optimizer:
    if recipe.optimizer == "adamw":
        optimizer = keras.optimizers.AdamW(weight_decay=recipe.weight_decay, beta_2=BETA_2)
    else:
        optimizer = keras.optimizers.SGD(
            momentum=0.9, nesterov=True, weight_decay=recipe.weight_decay
        )
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    return optimizer


@pytest.mark.parametrize("kind", ["adamw", "sgd"])
@pytest.mark.parametrize("weight_decay", [0.0, 0.3])
def test_it_takes_the_steps_that_keras_takes(kind: str, weight_decay: float) -> None:
    recipe = Recipe(optimizer=kind, weight_decay=weight_decay, weight_average=0.5)
    ours, theirs = (keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)]) for _ in range(2))
    theirs.set_weights(ours.get_weights())
    optimizer, reference = Optimizer(recipe, ours), keras_optimizer(recipe)
    average = [weight.numpy() for weight in ours.weights]
    rng = np.random.default_rng(0)
    for step, rate in enumerate(RATES, start=1):
        gradients = [tf.constant(rng.normal(size=w.shape), tf.float32) for w in ours.weights]
        optimizer.apply(gradients, tf.constant(rate))
        reference.learning_rate = rate
        reference.apply(gradients, theirs.trainable_variables)
        if step % STEPS_BETWEEN_AVERAGES:
            continue
        decay = min(0.5, (1 + step) / (10 + step)) ** STEPS_BETWEEN_AVERAGES
        average = [
            decay * old + (1 - decay) * weight.numpy()
            for old, weight in zip(average, ours.weights, strict=True)
        ]
    for mine, other in zip(ours.weights, theirs.weights, strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-4, atol=1e-6)
    for mine, other in zip(optimizer.average, average, strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("weight_average", "steps"), [(0.0, 6), (0.5, 3)])
def test_without_an_average_the_weights_are_kept(weight_average: float, steps: int) -> None:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    optimizer = Optimizer(Recipe(weight_average=weight_average), model)
    for _ in range(steps):
        optimizer.apply([tf.ones(weight.shape) for weight in model.weights], tf.constant(0.1))
    for kept, weight in zip(optimizer.kept, model.weights, strict=True):
        np.testing.assert_array_equal(kept, weight)
