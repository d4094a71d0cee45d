import numpy as np

from fer import data


def make(pixels: list[int], usage: list[int], labels: list[int]) -> data.Dataset:
    """A set of images told apart by their first row, textured so that none is blank."""
    images = np.tile(np.arange(48, dtype=np.uint8), (len(pixels), 48, 1))
    images[:, 0] = np.array(pixels, np.uint8)[:, None]
    arrays = (np.array(values, np.uint8) for values in (labels, usage))
    return data.Dataset("made", images, *arrays, fingerprint="0" * 16, synthetic=False)


def test_groups_number_identical_images() -> None:
    groups = data.duplicate_groups(make([5, 1, 5, 2, 1], [0] * 5, [0] * 5))
    assert groups.dtype == np.int64
    assert groups[0] == groups[2]
    assert groups[1] == groups[4]
    assert sorted(set(groups)) == [0, 1, 2]


def test_duplicates_within_and_across_parts() -> None:
    within_training = [(1, 0, 0), (1, 0, 0), (1, 0, 1)]
    spanning_public = [(2, 0, 2), (2, 1, 2)]
    spanning_both = [(3, 0, 3), (3, 1, 3), (3, 2, 3), (3, 2, 3)]
    tests_only = [(4, 1, 4), (4, 2, 4)]
    alone = [(5, 0, 6)]
    rows = [*within_training, *spanning_public, *spanning_both, *tests_only, *alone]
    pixels, usage, labels = map(list, zip(*rows, strict=True))
    assert data.info(make(pixels, usage, labels))["duplicates"] == {
        "groups": 4,
        "images": 11,
        "groups_within_training": 1,
        "groups_spanning_training_and_test": 2,
        "public_with_twin_in_training": 2,
        "private_with_twin_in_training": 2,
        "groups_with_two_labels": 1,
    }


def test_counts_and_blank_images() -> None:
    dataset = make([1, 2, 3], [0, 1, 2], [0, 3, 6])
    dataset.images[0] = 7
    dataset.images[1] = 7
    dataset.images[1, 0, 0] = 8
    info = data.info(dataset)
    assert info["blank"] == {"constant": 1, "nearly_constant": 1}
    assert info["counts"]["training"]["total"] == info["counts"]["training"]["angry"] == 1
    assert list(info["counts"]) == ["training", "public", "private"]
    assert info["counts"]["private"] == {
        "total": 1,
        "angry": 0,
        "disgust": 0,
        "fear": 0,
        "happy": 0,
        "sad": 0,
        "surprise": 0,
        "neutral": 1,
    }
    assert (info["data"], info["fingerprint"], info["synthetic"]) == ("made", "0" * 16, False)


def test_groups_that_contradict_the_largest_first() -> None:
    found = data.contradictions(make([1, 1, 2, 2, 2, 3, 3], [0] * 7, [0, 1, 4, 4, 5, 6, 6]))
    assert [group.tolist() for group in found] == [[2, 3, 4], [0, 1]]
