import numpy as np
import pytest

from fer import data
from fer.errors import FerError


@pytest.fixture
def dataset() -> data.Dataset:
    """1,000 training images of uneven classes, a third of them copies, and 100 test images."""
    random = np.random.default_rng(3)
    images = random.integers(0, 256, (1100, 48, 48), np.uint8)
    copies = random.permutation(1100)[:366]
    images[copies] = images[random.integers(0, 1100, 366)]
    labels = np.minimum(random.geometric(0.35, 1100) - 1, 6).astype(np.uint8)
    usage = random.permutation(np.repeat(np.array([0, 1, 2], np.uint8), (1000, 50, 50)))
    return data.Dataset("made", images, labels, usage, "0" * 16, synthetic=False)


@pytest.mark.parametrize("kind", ["grouped", "random"])
@pytest.mark.parametrize("fraction", [0.1, 0.5])
def test_split_is_whole_sorted_and_stratified(
    dataset: data.Dataset, kind: str, fraction: float
) -> None:
    train, validation = data.split_training(dataset, kind, fraction=fraction)
    assert train.dtype == validation.dtype == np.int64
    assert (np.diff(train) > 0).all()
    assert (np.diff(validation) > 0).all()
    together = np.sort(np.concatenate([train, validation]))
    np.testing.assert_array_equal(together, dataset.indices("training"))
    wanted = fraction * np.bincount(dataset.labels[dataset.usage == 0], minlength=7)
    got = np.bincount(dataset.labels[validation], minlength=7)
    assert np.abs(got - wanted).max() <= 1


def test_grouped_keeps_twins_on_one_side(dataset: data.Dataset) -> None:
    hashes = dataset.hashes()
    shared = {}
    for kind in ("grouped", "random"):
        train, validation = data.split_training(dataset, kind)
        shared[kind] = np.isin(hashes[validation], hashes[train]).sum()
    assert shared["grouped"] == 0
    assert shared["random"] > 10


def test_seed_decides(dataset: data.Dataset) -> None:
    first, again, other = (data.split_training(dataset, seed=seed)[1] for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_wrong_arguments(dataset: data.Dataset) -> None:
    with pytest.raises(FerError, match="no split 'grupped': choose one of grouped, random"):
        data.split_training(dataset, "grupped")
    for fraction in (0, 1, -0.1, float("nan")):
        with pytest.raises(FerError, match="between 0 and 1"):
            data.split_training(dataset, fraction=fraction)
