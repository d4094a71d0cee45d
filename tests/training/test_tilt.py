from pathlib import Path

import numpy as np
import pytest
from skimage import data

from fer.data import Dataset
from fer.faces import cut, square
from fer.faces.tilt import LAYERS, tilts
from fer.models.inference import Network
from fer.pictures import to_gray
from fer.runs import weights
from fer.training import tilt


def test_faces_are_turned_by_the_angles_that_are_told() -> None:
    astronaut = cut(to_gray(data.astronaut()), square((177, 61, 88, 112)))
    faces, angles = tilt.turned(np.stack([astronaut] * 40), np.random.default_rng(0))
    assert np.abs(angles).max() <= tilt.FARTHEST
    assert np.corrcoef(tilts(faces), angles)[0, 1] > 0.9


def test_a_training_leaves_weights_that_can_be_asked(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "tilt.safetensors"
    monkeypatch.setattr(tilt, "WEIGHTS", path)
    assert 0 < tilt.train(dataset.name, epochs=1) < 2 * tilt.FARTHEST
    assert Network(LAYERS, weights.load(path)).logits(dataset.images[:3]).shape == (3, 7)
