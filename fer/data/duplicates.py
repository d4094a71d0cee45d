"""What a data set holds: counts, pixel-identical images and blank ones."""

from typing import Any

import numpy as np

from fer.data.dataset import Dataset
from fer.data.near import alike_groups
from fer.data.samples import class_counts

NEARLY_CONSTANT = 1.0
"""An image whose gray values have a standard deviation below this shows nothing."""


def duplicate_groups(dataset: Dataset) -> np.ndarray:
    """Number the sets of pixel-identical images.

    Returns:
        int64 of shape (n,): images with the same number are pixel-identical, and an image
        without a twin has a number of its own. Numbers run from 0 without a gap.
    """
    return np.unique(dataset.hashes(), return_inverse=True)[1].astype(np.int64)


def info(dataset: Dataset) -> dict[str, Any]:
    """Describe a data set: the JSON document of `data info`.

    Returns:
        `data`, `fingerprint`, `synthetic`; `counts`: per part the total and each class;
        `duplicates`: see `_duplicates`; `near_duplicates`: the same of images that look alike,
        the identical ones among them; `notes`: how it was imported; `blank`: images of one
        constant gray, and nearly so.
    """
    schema = dataset.schema
    counts = class_counts(dataset.labels, dataset.usage, schema)
    twins = duplicate_groups(dataset)
    return {
        "data": dataset.name,
        "fingerprint": dataset.fingerprint,
        "synthetic": dataset.synthetic,
        "notes": list(dataset.notes),
        "counts": {
            part: {"total": int(row.sum()), **dict(zip(schema.classes, row.tolist(), strict=True))}
            for part, row in zip(schema.parts, counts, strict=True)
        },
        "duplicates": _duplicates(dataset, twins),
        "near_duplicates": _duplicates(dataset, alike_groups(dataset.images, twins)),
        "blank": {
            name: len(found)
            for name, found in zip(
                ("constant", "nearly_constant"), blank_images(dataset), strict=True
            )
        },
    }


def _duplicates(dataset: Dataset, group: np.ndarray) -> dict[str, int]:
    """Count groups of two and more images.

    Args:
        dataset: the images.
        group: the number of each one's group, int64 of shape (n,).

    Returns:
        groups: all of them.
        images: the images in them.
        groups_within_training: groups whose images are all training or validation images.
        groups_spanning_training_and_test: groups with images in training and in a test part.
        <split>_with_twin_in_training: images of each test split whose twin is a training image.
        groups_with_two_labels: groups whose images disagree about the class.
    """
    size = np.bincount(group)
    # members[g, u] and classes[g, c] count group g's images in part u and of class c.
    members = np.zeros((len(size), len(dataset.schema.parts)), np.int64)
    np.add.at(members, (group, dataset.usage), 1)
    classes = np.zeros((len(size), len(dataset.schema.classes)), np.int64)
    np.add.at(classes, (group, dataset.labels), 1)
    twins = size > 1
    training = members[:, 0] > 0
    test = members[:, 1 : 1 + len(dataset.schema.test)].any(axis=1)
    return {
        "groups": int(twins.sum()),
        "images": int(size[twins].sum()),
        "groups_within_training": int((twins & ~test).sum()),
        "groups_spanning_training_and_test": int((training & test).sum()),
        **{
            f"{split}_with_twin_in_training": int(members[training, code].sum())
            for code, split in enumerate(dataset.schema.test, start=1)
        },
        "groups_with_two_labels": int(((classes > 0).sum(axis=1) > 1).sum()),
    }


def blank_images(dataset: Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the images that show nothing.

    Returns:
        Those of one gray value, and those that vary by less than `NEARLY_CONSTANT`: int64 each.
    """
    rows = dataset.images.reshape(len(dataset.images), -1)
    constant = rows.min(axis=1) == rows.max(axis=1)
    # In slices: all of FER2013 at once would take 700 MB as floating-point numbers.
    deviation = np.concatenate([rows[i : i + 2048].std(axis=1) for i in range(0, len(rows), 2048)])
    nearly = (deviation < NEARLY_CONSTANT) & ~constant
    return np.flatnonzero(constant), np.flatnonzero(nearly)


def contradictions(dataset: Dataset) -> list[np.ndarray]:
    """Positions of each set of pixel-identical images whose labels differ, the largest first."""
    group = duplicate_groups(dataset)
    low, high = (
        np.full(group.max() + 1, start, np.int64) for start in (len(dataset.schema.classes), -1)
    )
    np.minimum.at(low, group, dataset.labels)
    np.maximum.at(high, group, dataset.labels)
    found = [np.flatnonzero(group == number) for number in np.flatnonzero(low < high)]
    return sorted(found, key=len, reverse=True)
