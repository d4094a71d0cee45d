import numpy as np
import pytest

from fer.data import Dataset
from fer.evaluation import softmax
from fer.models.inference import Network
from fer.paths import REPOSITORY
from fer.prediction.saliency import hidden, overlay, saliency
from fer.runs import Run, weights
from fer.runs.run import WEIGHTS, read
from fer.schema import FER2013


@pytest.fixture(scope="module")
def network() -> Network:
    run = read(REPOSITORY / "artifacts" / "zoo" / "cnn-61k")
    assert isinstance(run, Run)
    return Network(run.config.architecture.layers, weights.load(run.folder / WEIGHTS))


def test_hiding_what_it_marks_hurts_more_than_hiding_at_random(
    network: Network, synthetic_set: Dataset
) -> None:
    random, lost_marked, lost_random = np.random.default_rng(0), [], []
    for crop in np.asarray(synthetic_set.images[:24]):
        before = softmax(network.logits(crop[None]))[0]
        label = int(before.argmax())
        importance = saliency(network, crop, label)
        kept = (importance < np.quantile(importance, 0.8)).astype(np.float32)
        moved = np.stack([np.roll(kept, random.integers(8, 40, 2), (0, 1)) for _ in range(8)])
        after = softmax(network.logits(hidden(crop, np.stack([kept, *moved]))))[:, label]
        lost_marked.append(before[label] - after[0])
        lost_random.append(before[label] - after[1:].mean())
    assert np.mean(lost_marked) > 2 * np.mean(lost_random)
    assert np.mean(np.array(lost_marked) > lost_random) > 0.8


def test_it_is_a_share_and_the_same_every_time(network: Network, synthetic_set: Dataset) -> None:
    crop = np.asarray(synthetic_set.images[0])
    for label in range(len(FER2013.classes)):
        importance = saliency(network, crop, label)
        assert importance.shape == (48, 48)
        assert importance.min() >= 0
        assert importance.max() <= 1
        np.testing.assert_array_equal(importance, saliency(network, crop, label))


def test_a_blank_face_has_nothing_important(network: Network) -> None:
    assert saliency(network, np.full((48, 48), 90, np.uint8), 0).max() < 0.1


def test_the_overlay_leaves_what_is_unimportant_gray() -> None:
    crop, importance = np.full((48, 48), 100, np.uint8), np.zeros((48, 48), np.float32)
    importance[:24] = 1
    colours = overlay(crop, importance)
    assert (colours[-20:] == 100).all()
    assert (colours[:20, :, 0] > colours[:20, :, 2]).all()
