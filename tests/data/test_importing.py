"""Every good source ends in the same cache."""

import io
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fer import data, paths
from fer.data import importing
from fer.data.samples import Samples, pixel_hashes
from fer.errors import FerError
from fer.schema import FER2013

from .conftest import PARTS


def cached_bytes(name: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (paths.data() / name).iterdir()}


def test_equal_samples_give_equal_caches(
    folder: Path, archive: Path, table: Path, tmp_path: Path
) -> None:
    spaced = tmp_path / "icml_face_data.csv"
    spaced.write_text(table.read_text().replace("emotion,pixels,Usage", "emotion, pixels, Usage"))
    inside = tmp_path / "download"
    inside.mkdir()
    shutil.copy(table, inside / "fer2013.csv")
    zipped_table = Path(shutil.make_archive(str(tmp_path / "zipped"), "zip", tmp_path, "download"))

    sources = [folder, archive, table, spaced, inside, zipped_table]
    caches = []
    for index, source in enumerate(sources):
        data.import_dataset(source, name=f"set-{index}")
        caches.append(cached_bytes(f"set-{index}"))
    assert all(cache == caches[0] for cache in caches)
    assert set(caches[0]) == {
        "dataset.json",
        "images.npy",
        "labels.npy",
        "usage.npy",
        "hashes.npy",
    }


def test_samples_come_back(table: Path, samples: Samples) -> None:
    dataset = data.import_dataset(table)
    assert dataset.name == "table"
    assert not dataset.synthetic
    assert dataset.fingerprint == samples.fingerprint()
    assert (np.diff(dataset.usage.astype(int)) >= 0).all()
    for label in range(7):
        got, want = (
            sorted(image.tobytes() for image in faces.images[faces.labels == label])
            for faces in (dataset, samples)
        )
        assert got == want
    np.testing.assert_array_equal(dataset.hashes(), pixel_hashes(dataset.images))
    assert isinstance(dataset.images, np.memmap)
    assert not dataset.images.flags.writeable
    assert [len(dataset.indices(part)) for part in ("training", "public", "private")] == [21, 7, 7]


def test_fingerprint_depends_on_pixels_label_and_usage_only(samples: Samples) -> None:
    order = np.random.default_rng(1).permutation(len(samples.labels))
    shuffled = Samples(samples.images[order], samples.labels[order], samples.usage[order])
    assert shuffled.fingerprint() == samples.fingerprint()
    for changed in ("images", "labels", "usage"):
        arrays = {key: getattr(samples, key).copy() for key in ("images", "labels", "usage")}
        arrays[changed].flat[0] ^= 1
        assert Samples(**arrays).fingerprint() != samples.fingerprint()


@pytest.mark.parametrize("source", ["archive", "table"])
def test_uploads_are_told_apart_by_content(source: str, request: pytest.FixtureRequest) -> None:
    upload = io.BytesIO(request.getfixturevalue(source).read_bytes())
    upload.name = "My faces (1).bin"
    assert data.import_dataset(upload).name == "My-faces-1"
    assert not upload.closed


def test_progress_rises_to_one(archive: Path) -> None:
    seen: list[float] = []
    data.import_dataset(archive, progress=lambda part, words: seen.append(part))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_folder_named_after_the_part_needs_no_prefix(folder: Path, samples: Samples) -> None:
    for path in sorted(folder.rglob("*.png")):
        part, number = path.stem.split("_")
        moved = folder / part / path.parent.name / f"{number}.png"
        moved.parent.mkdir(parents=True, exist_ok=True)
        path.rename(moved)
    assert data.import_dataset(folder).fingerprint == samples.fingerprint()


def test_hidden_files_are_left_out(folder: Path) -> None:
    (folder / "train/sad/.DS_Store").write_bytes(b"x")
    (folder / "train/sad/._Training_1.png").write_bytes(b"x")
    (folder / "__MACOSX/train/sad").mkdir(parents=True)
    (folder / "__MACOSX/train/sad/Training_1.png").write_bytes(b"x")
    assert len(data.import_dataset(folder).labels) == 35


def test_reimport_replaces(folder: Path, artifacts: Path) -> None:
    before = data.import_dataset(folder, name="mine")
    next((folder / "train/happy").iterdir()).unlink()
    after = data.import_dataset(folder, name="mine")
    assert len(after.labels) == 34
    assert before.notes == data.load("mine").notes == ()
    assert after.notes == ("Replaced 'mine' (7 classes, 35 images).",)
    assert len(before.labels) == 35, "an open set keeps what it was opened with"
    assert [path.name for path in (artifacts / "data").iterdir()] == ["mine"]


@pytest.mark.parametrize("name", [None, "faces"])
def test_a_set_that_is_not_to_be_replaced_is_left(folder: Path, name: str | None) -> None:
    before = data.import_dataset(folder, replace=False)
    next((folder / "train/happy").iterdir()).unlink()
    with pytest.raises(FerError, match=r"'faces' \(7 classes, 35 images\) already"):
        data.import_dataset(folder, name, replace=False)
    assert data.load("faces").fingerprint == before.fingerprint


def test_names_and_loading(table: Path) -> None:
    assert data.names() == ["synthetic"]
    data.import_dataset(table, name="a")
    data.import_dataset(table, name="fer2013")
    assert data.names() == ["fer2013", "a", "synthetic"]
    assert data.load("a").fingerprint == data.load("fer2013").fingerprint
    with pytest.raises(FerError, match=r"no data set 'b'.*fer2013, a, synthetic.*data import"):
        data.load("b")


def test_damaged_cache_says_so(table: Path) -> None:
    data.import_dataset(table, name="a")
    (paths.data() / "a/labels.npy").write_bytes(b"")
    with pytest.raises(FerError, match=r"'a' is damaged.*import it again"):
        data.load("a")


HUNDREDTH = ((40, 4, 41, 72, 48, 32, 50), (5, 1, 5, 9, 7, 4, 6), (5, 1, 5, 9, 6, 4, 6))
"""FER2013's images of each class in Training, PublicTest and PrivateTest, by a hundred."""


@pytest.fixture
def kaggles_zip(tmp_path: Path) -> Path:
    """FER2013 as Kaggle gives it, a hundredth of it, with all that is wrong with it."""
    random = np.random.default_rng(0)
    faces = {
        (part, label, number): random.integers(0, 256, (48, 48), np.uint8)
        for part, counts in zip(PARTS, HUNDREDTH, strict=True)
        for label, count in zip(FER2013.classes, counts, strict=True)
        for number in range(count)
    }
    training, public, private = PARTS
    for twins in (
        [(training, "happy", number) for number in range(3)],
        [(training, "sad", 0), (training, "fear", 0)],
        [(training, "fear", 1), (public, "fear", 0), (public, "fear", 1)],
        [(training, "angry", 0), (public, "sad", 0), (private, "angry", 0)],
        [(public, "happy", 0), (private, "happy", 0)],
    ):
        for twin in twins[1:]:
            faces[twin] = faces[twins[0]]
    faces[training, "neutral", 0] = np.full((48, 48), 128, np.uint8)
    faces[public, "neutral", 0] = np.repeat(np.array([[128, 129]], np.uint8), 24, 1).repeat(48, 0)
    path = tmp_path / "archive.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number, ((part, label, _), face) in enumerate(faces.items()):
            folder = "train" if part == training else "test"
            with archive.open(f"{folder}/{label}/{part}_{number}.jpg", "w") as file:
                Image.fromarray(face).save(file, "JPEG", quality=100)
    return path


def test_fer2013(kaggles_zip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert data.import_dataset(kaggles_zip).name == "archive"
    monkeypatch.setattr(importing, "FER2013_COUNTS", HUNDREDTH)
    dataset = data.import_dataset(kaggles_zip)
    info = data.info(dataset)
    assert dataset.name == "fer2013"
    assert [part["total"] for part in info["counts"].values()] == [287, 37, 36]
    assert [
        tuple(part[label] for label in FER2013.classes) for part in info["counts"].values()
    ] == [*HUNDREDTH]
    assert info["duplicates"] == {
        "groups": 5,
        "images": 13,
        "groups_within_training": 2,
        "groups_spanning_training_and_test": 2,
        "public_with_twin_in_training": 3,
        "private_with_twin_in_training": 1,
        "groups_with_two_labels": 2,
    }
    assert info["blank"] == {"constant": 1, "nearly_constant": 1}
    train, validation = data.split_training(dataset)
    assert not np.isin(dataset.hashes()[validation], dataset.hashes()[train]).any()
    held_out = np.bincount(dataset.labels[validation], minlength=7)
    assert np.abs(held_out - np.array(HUNDREDTH[0]) / 10).max() <= 1


def test_the_counts_that_fer2013_is_known_by() -> None:
    assert [sum(part) for part in importing.FER2013_COUNTS] == [28_709, 3_589, 3_589]
    for real, hundredth in zip(importing.FER2013_COUNTS, HUNDREDTH, strict=True):
        assert [round(count / 100) or 1 for count in real] == list(hundredth)
