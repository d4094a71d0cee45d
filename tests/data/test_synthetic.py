import json
from pathlib import Path

import numpy as np
import pytest

from fer import data
from fer.data import portrait, synthetic
from fer.schema import FER2013


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthetic, "PER_CLASS", (5, 2, 2))


def test_whole_set(synthetic_set: data.Dataset) -> None:
    info = data.info(synthetic_set)
    assert [part["total"] for part in info["counts"].values()] == [3500, 700, 700]
    assert all(info["counts"]["public"][label] == 100 for label in FER2013.classes)
    assert info["duplicates"]["images"] == 0
    assert info["blank"] == {"constant": 0, "nearly_constant": 0}
    assert info["synthetic"]


def test_it_is_hard_enough_to_tell_a_wide_network_from_a_narrow_one(
    synthetic_set: data.Dataset,
) -> None:
    narrow, wide = (probe(synthetic_set, width) for width in (4, 40))
    assert 2 / len(FER2013.classes) < narrow < 0.5
    assert wide > narrow + 0.05


def probe(dataset: data.Dataset, width: int) -> float:
    """Test accuracy of `width` random 8x8 filters with ReLU and pooling, and ridge regression."""
    images = np.asarray(dataset.images, np.float32) / 255
    patches = np.lib.stride_tricks.sliding_window_view(images, (8, 8), (1, 2))[:, ::4, ::4]
    patches = patches.reshape(*patches.shape[:3], 64)
    filters = np.random.default_rng(0).normal(size=(64, width)).astype(np.float32)
    maps = np.maximum((patches - patches.mean(-1, keepdims=True)) @ filters, 0)[:, 1:, 1:]
    features = maps.reshape(len(images), 5, 2, 5, 2, width).mean((2, 4)).reshape(len(images), -1)
    training = dataset.indices("training")
    features = (features - features[training].mean(0)) / (features[training].std(0) + 1e-6)
    targets = np.eye(len(FER2013.classes))[dataset.labels]
    gram = features[training].T @ features[training] + 100 * np.eye(features.shape[1])
    answers = features @ np.linalg.solve(gram, features[training].T @ targets[training])
    right = answers.argmax(axis=1) == dataset.labels
    return float(np.delete(right, training).mean())


@pytest.mark.usefixtures("small")
def test_drawn_once_and_again_for_newer_code(
    artifacts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = data.load("synthetic")
    folder = artifacts / "data/synthetic"
    written = folder.stat().st_ino
    assert data.load("synthetic").fingerprint == first.fingerprint
    assert folder.stat().st_ino == written
    monkeypatch.setattr(synthetic, "VERSION", synthetic.VERSION + 1)
    assert data.load("synthetic").fingerprint == first.fingerprint
    assert json.loads((folder / "dataset.json").read_text())["version"] == synthetic.VERSION
    (folder / "images.npy").unlink()
    assert data.load("synthetic").fingerprint == first.fingerprint


@pytest.mark.usefixtures("small")
def test_seed_decides() -> None:
    assert synthetic.draw().fingerprint() == synthetic.draw().fingerprint()
    assert synthetic.draw(1).fingerprint() != synthetic.draw(2).fingerprint()


@pytest.mark.parametrize("unit", portrait.ACTION_UNITS)
def test_every_action_unit_shows(unit: int) -> None:
    faces = 8
    still = dict.fromkeys(portrait.ACTION_UNITS, np.zeros((faces, 1, 1), np.float32))
    moved = still | {unit: np.ones((faces, 1, 1), np.float32)}
    before, after = (
        portrait.render(actions, np.random.default_rng(0)).astype(int) for actions in (still, moved)
    )
    change = np.abs(after - before)
    # Enough to be seen, and in one place: an action unit does not change the whole picture.
    assert np.median(change.max(axis=(1, 2))) > 15
    assert (change > 0).mean() < 0.3


def test_prototypes_name_units_that_are_drawn() -> None:
    assert tuple(synthetic.PROTOTYPES) == FER2013.classes
    assert {unit for units in synthetic.PROTOTYPES.values() for unit in units} == set(
        portrait.ACTION_UNITS
    )
