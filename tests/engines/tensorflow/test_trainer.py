from dataclasses import replace

import numpy as np
import pytest

from fer.data import Dataset
from fer.engines.tensorflow.engine import TensorFlow
from fer.models import Architecture
from fer.models.layers import Precision
from fer.runs import Recipe
from fer.training.augmentation import DRAWS

NETWORK = Architecture("cnn", (4, 4, 8, 8, 8), stages=(1,) * 5)
BATCH = 16


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_what_is_judged_is_what_is_kept(precision: Precision, dataset: Dataset) -> None:
    recipe = replace(Recipe(), precision=precision, batch_size=BATCH, weight_average=0.9)
    engine = TensorFlow()
    trainer = engine.trainer(NETWORK, recipe, 0, dataset.images, dataset.labels)

    def step() -> np.ndarray:
        random = np.random.default_rng(0)
        losses, _ = trainer.step(
            random.integers(0, len(dataset.images), (4, BATCH)),
            random.random((4, BATCH, DRAWS), np.float32),
            np.full(4, 0.01),
            np.ones(4),
        )
        return losses

    step()
    state = trainer.state()
    answer = engine.classifier(NETWORK.layers, trainer.averaged_weights())
    images = dataset.images[:64]
    np.testing.assert_array_equal(trainer.logits(images), answer(images))
    # Being judged changes nothing of the training.
    after = step()
    trainer.restore(state)
    np.testing.assert_array_equal(step(), after)
