"""The images that an export is fitted and measured on: those of the run's own data set."""

from dataclasses import dataclass

import numpy as np

from fer import IMAGE_SIZE, data
from fer.data import Dataset
from fer.errors import FerError
from fer.runs import RunConfig

PER_CLASS = 72
"""Representative images of each class, about 500 in all."""
COMPARED = 256
"""Images on which a file's probabilities are compared with the run's."""


@dataclass(frozen=True, eq=False)
class Images:
    """What there is to fit and to measure on.

    Attributes:
        compared: The images for `largest_difference`, uint8 (256, 48, 48): every so many of the
            last test split, or noise where the data set is not here.
        splits: Images and labels of each test split; empty where the data set is not here.
        dataset: The data set; None where it is not here.
        config: The run's settings.
    """

    compared: np.ndarray
    splits: dict[str, tuple[np.ndarray, np.ndarray]]
    dataset: Dataset | None
    config: RunConfig

    def representative(self) -> np.ndarray:
        """Images that the run learnt, as many of each class: uint8 (n, 48, 48).

        Raises:
            FerError: The data set is not here.
        """
        if self.dataset is None:
            raise FerError(
                f"int8 is fitted on images that '{self.config.run}' learnt: import "
                f"'{self.config.data}' first, with `python -m fer data import PATH`."
            )
        validation = self.config.validation
        learnt, _ = data.split_training(
            self.dataset, validation.kind, validation.seed, validation.fraction
        )
        labels, random = self.dataset.labels[learnt], np.random.default_rng(0)
        of_class = (learnt[labels == label] for label in range(len(self.dataset.schema.classes)))
        rows = [random.permutation(each)[:PER_CLASS] for each in of_class]
        return self.dataset.images[np.sort(np.concatenate(rows))]


def images_of(config: RunConfig) -> Images:
    """The images of the data set that a run learnt, if it is here and still the same."""
    noise = np.random.default_rng(0).integers(
        0, 256, (COMPARED, IMAGE_SIZE, IMAGE_SIZE), dtype=np.uint8
    )
    if config.data not in data.names():
        return Images(noise, {}, None, config)
    dataset = data.load(config.data)
    if dataset.fingerprint != config.fingerprint:
        return Images(noise, {}, None, config)
    splits = {}
    for split in dataset.schema.test:
        rows = dataset.indices(split)
        if len(rows):
            splits[split] = dataset.images[rows], dataset.labels[rows]
    if not splits:
        return Images(noise, {}, dataset, config)
    last = list(splits.values())[-1][0]
    places = np.linspace(0, len(last) - 1, min(COMPARED, len(last))).astype(int)
    return Images(last[places], splits, dataset, config)
