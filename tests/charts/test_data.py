import numpy as np
import pytest

from fer.charts.data import ENLARGED, GAP, count_bars, count_rows, face_strips
from fer.data import Dataset, info
from fer.schema import FER2013


@pytest.fixture
def dataset() -> Dataset:
    """Ten training faces of each class but 'disgust', which has three; each of its own gray."""
    labels = np.array([label for label in range(7) for _ in range(3 if label == 1 else 10)])
    images = np.arange(len(labels))[:, None, None] * np.ones((1, 48, 48))
    return Dataset(
        "faces",
        images.astype(np.uint8),
        labels.astype(np.uint8),
        np.zeros(len(labels), np.uint8),
        "0" * 16,
        False,
    )


def grays(strip: np.ndarray) -> list[int]:
    """The gray of each face of a strip."""
    return strip[0, :: 48 * ENLARGED + GAP, 0].tolist()


def test_bars_and_rows_show_the_counts(dataset: Dataset) -> None:
    counts = info(dataset)["counts"]
    training, public, private = count_bars(counts).data
    assert training.x == FER2013.classes
    assert training.y == (10, 3, 10, 10, 10, 10, 10)
    assert sum(public.y) == sum(private.y) == 0
    rows = count_rows(counts)
    assert rows[1] == {"class": "disgust", "training": 3, "public": 0, "private": 0, "all": 3}
    assert rows[-1] == {"class": "total", "training": 63, "public": 0, "private": 0, "all": 63}


def test_a_strip_holds_faces_of_its_class_side_by_side(dataset: Dataset) -> None:
    strips = face_strips(dataset, "training", 0, 4)
    assert tuple(strips) == FER2013.classes
    assert strips["happy"].shape == (48 * ENLARGED, 4 * (48 * ENLARGED + GAP) - GAP, 4)
    assert set(grays(strips["angry"])) <= set(range(10))
    assert strips["angry"][0, 48 * ENLARGED, 3] == 0


def test_pages_show_each_face_before_any_comes_again(dataset: Dataset) -> None:
    pages = [grays(face_strips(dataset, "training", page, 5)["angry"]) for page in range(3)]
    assert sorted(pages[0] + pages[1]) == list(range(10))
    assert pages[2] == pages[0]


def test_a_small_or_empty_class_has_a_short_strip(dataset: Dataset) -> None:
    for page in range(3):
        assert sorted(grays(face_strips(dataset, "training", page, 4)["disgust"])) == [10, 11, 12]
    assert not face_strips(dataset, "private", 0, 4)["happy"].any()
