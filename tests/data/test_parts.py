"""Splits follow the parts that a source has, and images that look alike stay on one side."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fer import data
from fer.data import Options, near
from fer.data.found import Found
from fer.data.parts import samples_of
from fer.data.store import save
from fer.errors import FerError
from fer.models import PRESETS
from fer.planning import new_run

from .archives import parted, to_zip, write


def smooth(count: int, seed: int = 0) -> np.ndarray:
    """Images that differ in their lowest frequencies, uint8 (count, 48, 48)."""
    coarse = np.random.default_rng(seed).integers(40, 200, (count, 12, 12), np.uint8)
    return np.stack(
        [
            np.asarray(Image.fromarray(each).resize((48, 48), Image.Resampling.BICUBIC))
            for each in coarse
        ]
    )


def found(images: np.ndarray, parts: list[str] | None = None) -> Found:
    labels = np.arange(len(images), dtype=np.uint8) % 2
    parts = [""] * len(images) if parts is None else parts
    return Found(images, labels, ("a", "b"), np.array(parts, dtype=object), [])


def test_look_alikes_are_told_from_others() -> None:
    images = smooth(60)
    noisy = np.clip(
        images[:20].astype(int) + np.random.default_rng(1).integers(-1, 2, (20, 48, 48)), 0, 255
    )
    brighter = np.rint(images[:20] * 0.9 + 10)
    everything = np.concatenate([images, noisy, brighter]).astype(np.uint8)
    group = near.alike_groups(everything, np.arange(len(everything)))
    np.testing.assert_array_equal(group[:20], group[60:80])
    np.testing.assert_array_equal(group[:20], group[80:])
    assert len(np.unique(group)) == 60
    # What shows nothing is like nothing.
    blank = np.stack([np.full((48, 48), level, np.uint8) for level in range(5)])
    assert len(np.unique(near.alike_groups(blank, np.arange(5)))) == 5


def test_a_drawn_test_split_is_stratified_and_keeps_look_alikes_on_one_side() -> None:
    images = smooth(100)
    images[50:] = np.clip(images[:50].astype(int) + 6, 0, 255)
    samples, notes = samples_of(found(images), 5)
    assert "seed 5" in notes[0]
    assert samples.schema.test == ("test",)
    np.testing.assert_array_equal(samples.usage[:50], samples.usage[50:])
    assert np.bincount(samples.labels[samples.usage == 1]).tolist() == [10, 10]
    again, other = (samples_of(found(images), seed)[0].usage for seed in (5, 6))
    np.testing.assert_array_equal(again, samples.usage)
    assert (other != samples.usage).any()


def test_too_few_images_to_draw_a_test_split_from_are_refused() -> None:
    with pytest.raises(FerError, match="bring at least 3 of each class"):
        samples_of(found(smooth(4)), 0)
    samples, _ = samples_of(found(smooth(6)), 0)
    assert np.bincount(samples.usage).tolist() == [4, 2]


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_out_of_range_is_a_sentence(seed: int) -> None:
    with pytest.raises(FerError, match=r"seed of the test split must lie between 0 and 4,294,967"):
        Options(seed=seed)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (["training", ""], "Some images say which part"),
        (["training", "test", "public"], "name all of them one way"),
        (["test", "test"], "no training images"),
        (["validation", "validation"], "no training images"),
    ],
)
def test_parts_that_make_no_set(parts: list[str], sentence: str) -> None:
    with pytest.raises(FerError, match=sentence):
        samples_of(found(smooth(len(parts)), parts), 0)


def test_a_validation_part_of_its_own_is_kept(tmp_path: Path) -> None:
    path = write(tmp_path, "own.zip", to_zip(parted(("train", "val", "test"), ("a", "b"))))
    dataset = data.import_dataset(path)
    assert dataset.schema.parts == ("training", "test", "validation")
    for kind in ("own", "grouped"):
        training, validation = data.split_training(dataset, kind)
        np.testing.assert_array_equal(training, dataset.indices("training"))
        np.testing.assert_array_equal(validation, dataset.indices("validation"))
    config = new_run(PRESETS["cnn-61k"], data_name="own")
    assert config.validation.kind == "own"
    assert config.validation.fraction == 0.5
    assert config.schema == dataset.schema
    other = data.import_dataset(write(tmp_path, "b.zip", to_zip(parted(("train", "test"), "ab"))))
    with pytest.raises(FerError, match="has no validation part of its own"):
        data.split_training(other, "own")


def test_near_duplicates_are_counted_beside_exact_ones() -> None:
    images = smooth(8)
    images[1] = images[0]
    images[5] = np.clip(images[4].astype(int) + 6, 0, 255)
    samples, _ = samples_of(found(images, ["training"] * 5 + ["test"] * 3), 0)
    info = data.info(save("own", samples))
    assert info["duplicates"]["groups"] == 1
    assert info["near_duplicates"]["groups"] == 2
    assert info["near_duplicates"]["groups_spanning_training_and_test"] == 1
    assert info["near_duplicates"]["test_with_twin_in_training"] == 1


def test_whole_photos_give_their_largest_face(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fer import faces

    def find(picture: np.ndarray) -> list[faces.Face]:
        if picture.mean() < 5:
            return []
        sizes = [((1, 1, 9, 9), 50), ((9, 9, 60, 60), 200)]
        return [faces.Face(box, 1.0, np.full((3, 48, 48), gray, np.uint8)) for box, gray in sizes]

    monkeypatch.setattr(faces, "find_faces", find)
    files = parted(("train", "test"), ("a", "b"))
    file = io.BytesIO()
    Image.new("RGB", (90, 90)).save(file, "PNG")
    files["train/a/0.png"] = file.getvalue()
    dataset = data.import_dataset(
        write(tmp_path, "own.zip", to_zip(files)), options=Options(find_faces=True)
    )
    assert len(dataset.labels) == 15
    assert (np.asarray(dataset.images) == 200).all()
    assert "Left out, as no face was found: 1 (train/a/0.png)." in dataset.notes
