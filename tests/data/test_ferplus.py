"""FER+'s votes as a second label set for FER2013's images."""

from pathlib import Path

import numpy as np
import pytest

from fer import data
from fer.data import Options, ferplus
from fer.errors import FerError
from fer.schema import FER2013

from .archives import table, to_tar, write

HEADER = (
    "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n"
)
COLUMNS = HEADER.strip().split(",")[2:]
VOTES = (
    *({"happiness": 10}, {"happiness": 6, "neutral": 4}, {"sadness": 8, "fear": 1, "anger": 1}),
    *({"neutral": 5, "sadness": 5}, {"contempt": 9}, {"unknown": 8}, {"NF": 10}),
    {"anger": 4, "disgust": 2, "fear": 1, "surprise": 1, "sadness": 1, "neutral": 1},
)
WANTED = ("happy", "happy", "sad", "unknown", "contempt", "unknown", "no face", "angry")


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    """Eight rows of votes, for the rows that `pixels` has."""
    rows = [
        f"{'PrivateTest' if place % 4 == 3 else 'Training'},fer{place}.png,"
        + ",".join(str(each.get(name, 0)) for name in COLUMNS)
        for place, each in enumerate(VOTES)
    ]
    path = tmp_path / "fer2013new.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n")
    return path


@pytest.fixture
def pixels(tmp_path: Path) -> Path:
    """Eight rows of FER2013's form, the last a private one."""
    parts = ("Training", "Training", "Training", "PrivateTest")
    return write(tmp_path, "fer2013.csv", table((3, 4), parts=parts))


def test_the_majority_of_votes(votes: Path) -> None:
    assert tuple(ferplus.majority(each.counts) for each in ferplus.read_votes(votes)) == WANTED


def test_a_set_is_labelled_anew(pixels: Path, votes: Path) -> None:
    own = data.import_dataset(pixels, "own", options=Options(classes=("happy", "sad")))
    dataset = data.import_dataset(pixels, options=Options(labels=votes))
    assert dataset.name == "ferplus"
    assert dataset.schema.labels == "FER+"
    assert dataset.schema.words == "seven expressions, labelled by FER+"
    assert dataset.schema != FER2013
    assert dataset.fingerprint != own.fingerprint
    assert data.load("ferplus").schema == dataset.schema
    by_hash = dict(zip(own.hashes().tolist(), range(8), strict=True))
    assert len(dataset.labels) == 4
    assert set(dataset.hashes().tolist()) <= by_hash.keys()
    assert sorted(FER2013.classes[label] for label in dataset.labels) == [
        *("angry", "happy", "happy", "sad")
    ]
    assert "Left out: 1 contempt, 1 no face, 2 unknown." in dataset.notes[0]
    packed = to_tar({"fer2013/fer2013.csv": pixels.read_bytes()}, "gz")
    again = data.import_dataset(
        write(pixels.parent, "fer2013.tar.gz", packed), "again", options=Options(labels=votes)
    )
    assert again.fingerprint == dataset.fingerprint
    np.testing.assert_array_equal(again.labels, dataset.labels)


def test_labels_that_do_not_go_with_the_images(
    pixels: Path, votes: Path, folder: Path, tmp_path: Path
) -> None:
    for source, labels, sentence in (
        (folder, votes, "FER. names its rows by their place in fer2013.csv"),
        (pixels, tmp_path / "absent.csv", "absent.csv cannot be read"),
        (pixels, pixels, "is not FER.'s fer2013new.csv: get it from"),
        (
            pixels,
            write(tmp_path, "few.csv", HEADER.encode()),
            "0 rows, and the table of pixels more",
        ),
    ):
        with pytest.raises(FerError, match=sentence):
            data.import_dataset(source, options=Options(labels=labels))


def test_rows_in_another_order_are_told_by_their_parts(pixels: Path, votes: Path) -> None:
    header, *rows = pixels.read_text().splitlines()
    pixels.write_text("\n".join([header, *sorted(rows)]))
    with pytest.raises(FerError, match="is of another part than the table"):
        data.import_dataset(pixels, options=Options(labels=votes))


def test_rows_that_cannot_be_read_are_told(
    pixels: Path, votes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fer.data.found.TOLERATED", 0.2)
    rows = pixels.read_text().splitlines()
    rows[4] = "3,nothing,PrivateTest"
    pixels.write_text("\n".join(rows))
    dataset = data.import_dataset(pixels, options=Options(labels=votes))
    assert "Left out, as they cannot be read: 1" in " ".join(dataset.notes)
