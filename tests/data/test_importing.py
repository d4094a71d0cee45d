"""Every good source ends in the same cache."""

import io
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from fer import data, paths
from fer.data.samples import Samples, pixel_hashes
from fer.errors import FerError


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
    assert len(before.labels) == 35, "an open set keeps what it was opened with"
    assert [path.name for path in (artifacts / "data").iterdir()] == ["mine"]


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


@pytest.mark.skipif("FER2013_ZIP" not in os.environ, reason="FER2013_ZIP names no zip")
def test_fer2013() -> None:
    dataset = data.import_dataset(Path(os.environ["FER2013_ZIP"]))
    info = data.info(dataset)
    assert dataset.name == "fer2013"
    assert [part["total"] for part in info["counts"].values()] == [28709, 3589, 3589]
    assert info["counts"]["public"]["disgust"] == 56
    assert info["duplicates"] == {
        "groups": 1516,
        "images": 3369,
        "groups_within_training": 936,
        "groups_spanning_training_and_test": 531,
        "public_with_twin_in_training": 280,
        "private_with_twin_in_training": 288,
        "groups_with_two_labels": 57,
    }
    assert info["blank"] == {"constant": 12, "nearly_constant": 1}
    train, validation = data.split_training(dataset)
    assert not np.isin(dataset.hashes()[validation], dataset.hashes()[train]).any()
    assert np.bincount(dataset.labels[validation]).tolist() == [400, 44, 410, 722, 483, 317, 496]
