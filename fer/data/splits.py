"""The validation split: a part of training, set aside to choose the best epoch."""

import numpy as np

from fer.data.dataset import Dataset
from fer.data.duplicates import duplicate_groups
from fer.errors import FerError

KINDS = ("grouped", "random", "own")
"""How a split treats pixel-identical images: kept on one side, or ignored. `own` is that of a data
set which has a validation part of its own."""


def split_training(
    dataset: Dataset, kind: str = "grouped", seed: int = 0, fraction: float = 0.1
) -> tuple[np.ndarray, np.ndarray]:
    """Divide the training images into those trained on and those validated on.

    The split is stratified: each class gives the same fraction, to the nearest image as far as
    groups of twins allow. Equal arguments give an equal split.

    Args:
        dataset: the data set.
        kind: `"grouped"` keeps pixel-identical images on one side, so that no validation image
            has been trained on; `"random"` ignores them. A set with a validation part of its own
            has that one whatever is asked for.
        seed: chooses the split.
        fraction: of the training images that become validation images, above 0 and below 1.

    Returns:
        (train indices, validation indices) into the whole data set: int64, ascending, disjoint,
        together all of `dataset.indices("training")`.

    Raises:
        FerError: `kind` or `fraction` is none of those.
    """
    if kind not in KINDS:
        raise FerError(f"There is no split {kind!r}: choose one of {', '.join(KINDS)}.")
    if kind == "own" and not dataset.schema.validation:
        raise FerError(
            f"{dataset.name!r} has no validation part of its own: choose grouped or random."
        )
    if not 0 < fraction < 1:
        raise FerError(f"The validation fraction is {fraction}: it must lie between 0 and 1.")
    training = dataset.indices("training")
    if dataset.schema.validation:
        return training, dataset.indices("validation")
    if kind == "grouped":
        unit = np.unique(duplicate_groups(dataset)[training], return_inverse=True)[1]
    else:
        unit = np.arange(len(training))
    labels = dataset.labels[training]
    chosen = choose_units(unit, labels, fraction, np.random.default_rng(seed))
    validation = chosen[unit]
    return training[~validation], training[validation]


def choose_units(
    unit: np.ndarray, labels: np.ndarray, fraction: float, random: np.random.Generator
) -> np.ndarray:
    """Choose whole units until each class has its fraction of images.

    Units come up in random order; one is taken if it fits under the target of every class it
    holds. Single images, of which there are plenty, then fill each target exactly.

    Args:
        unit: int64 of shape (n,), the unit of each image, 0 to m - 1.
        labels: uint8 of shape (n,).
        fraction: the part of each class to take.
        random: decides the order.

    Returns:
        bool of shape (m,): whether a unit was chosen.
    """
    content = np.zeros((unit.max() + 1, int(labels.max()) + 1), np.int64)
    np.add.at(content, (unit, labels), 1)
    room = np.rint(fraction * content.sum(axis=0)).astype(np.int64)
    chosen = np.zeros(len(content), bool)
    for candidate in random.permutation(len(content)):
        if (content[candidate] <= room).all():
            chosen[candidate] = True
            room -= content[candidate]
    return chosen
