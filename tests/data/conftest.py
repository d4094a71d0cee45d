"""A small data set, and the forms in which a user may bring it."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fer.data.samples import Samples
from fer.schema import FER2013

PARTS = ("Training", "PublicTest", "PrivateTest")


@pytest.fixture(autouse=True)
def artifacts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "artifacts"
    monkeypatch.setenv("FER_ARTIFACTS", str(folder))
    return folder


@pytest.fixture
def samples() -> Samples:
    """Three training, one public and one private image of each class, in mixed order."""
    random = np.random.default_rng(0)
    labels = random.permutation(np.repeat(np.arange(7), 5)).astype(np.uint8)
    usage = np.empty(35, np.uint8)
    for label in range(7):
        usage[labels == label] = (0, 1, 0, 2, 0)
    return Samples(random.integers(0, 256, (35, 48, 48), np.uint8), labels, usage)


@pytest.fixture
def folder(tmp_path: Path, samples: Samples) -> Path:
    """Class folders of PNG files, which keep every pixel."""
    root = tmp_path / "faces"
    rows = zip(samples.images, samples.labels, samples.usage, strict=True)
    for index, (image, label, usage) in enumerate(rows):
        path = (
            root
            / ("test" if usage else "train")
            / FER2013.classes[label]
            / f"{PARTS[usage]}_{index}.png"
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(path)
    return root


@pytest.fixture
def archive(tmp_path: Path, folder: Path) -> Path:
    """A zip of the class folders, below an upper folder."""
    return Path(shutil.make_archive(str(tmp_path / "archive"), "zip", tmp_path, folder.name))


@pytest.fixture
def table(tmp_path: Path, samples: Samples) -> Path:
    """The CSV form, in another order than the folders list."""
    rows = zip(samples.images, samples.labels, samples.usage, strict=True)
    lines = [
        f"{label},{' '.join(map(str, image.ravel()))},{PARTS[usage]}"
        for image, label, usage in rows
    ]
    path = tmp_path / "table.csv"
    path.write_text("\n".join(["emotion,pixels,Usage", *lines]) + "\n")
    return path
