"""A teacher's answers to augmented views, computed once and reused by every student.

View `v` of an image depends on the image, `v` and a fixed seed alone (see
`fer.training.augmentation`), so a student that trains on view `v` sees exactly the crop the teacher
was asked about ("a consistent teacher", Beyer et al. 2022), at no cost after the first student.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

import numpy as np

from fer import files, paths
from fer.data import Dataset
from fer.engines import Engine
from fer.runs import listing
from fer.runs.recipe import Augmentation, Distillation
from fer.training import augmentation

VIEW_SEED = 2015


def bank(weights: str, settings: Augmentation, fingerprint: str) -> Path:
    """The folder where answers are kept, a file a view (`answers_to`); it may not exist.

    Args:
        weights: The hashes of the teachers' weights, one after the other.
        settings: How far the views may stray.
        fingerprint: The data set's.
    """
    key = json.dumps(asdict(settings), sort_keys=True) + weights
    name = hashlib.sha256(key.encode()).hexdigest()[:16]
    return paths.artifacts() / "teacher-views" / fingerprint / name


def answers_to(number: int, folder: Path) -> Path:
    """The file of the answers to view `number` in a `bank`; it may not exist."""
    return folder / f"{number}.npy"


class TeacherViews:
    """Views of the training images with a teacher's logits, or the mean of several teachers'.

    Args:
        distillation: The teachers and how many views there are.
        settings: How far the views may stray.
        dataset: The images; rows of a view are those of the whole data set.
        engine: What answers.

    Attributes:
        weights: What tells these teachers' weights from any others: their hashes.

    Raises:
        FerError: A teacher does not exist, or its weights cannot be read.
    """

    def __init__(
        self,
        distillation: Distillation,
        settings: Augmentation,
        dataset: Dataset,
        engine: Engine,
    ) -> None:
        teachers = [listing.find(name) for name in distillation.teachers]
        self._views = distillation.views
        self._images = dataset.images
        self._classes = len(dataset.schema.classes)
        self._training = dataset.indices("training")
        self._answer = engine.view_answers(
            [(teacher.config.architecture.layers, teacher.weights()) for teacher in teachers],
            settings,
        )
        self._batch = engine.batch
        self._seconds = 0.0
        self.weights = "".join(each.weights_hash() for each in teachers)
        self._folder = bank(self.weights, settings, dataset.fingerprint)

    def view(
        self, number: int, proceed: Callable[[float], bool] = lambda share: True
    ) -> tuple[np.ndarray, np.ndarray] | None:
        """View `number`; past the last view they repeat.

        Args:
            number: Which view.
            proceed: While the teacher answers, told the share of images done; false stops it.

        Returns:
            The numbers that fix it, float32 (images, DRAWS), and the teacher's logits, float16
            (images, classes), both for the whole data set; rows outside Training are zero. None if
            stopped.
        """
        number = number % self._views if self._views else number
        draws = augmentation.draw(len(self._images), VIEW_SEED, number)
        path = self._path(number)
        if self._views and path.exists():
            return draws, np.load(path)
        begun = time.perf_counter()
        logits = np.zeros((len(self._images), self._classes), np.float16)
        for start in range(0, len(self._training), self._batch):
            if not proceed(start / len(self._training)):
                return None
            rows = self._training[start : start + self._batch]
            logits[rows] = self._answer(self._images[rows], draws[rows])
        self._seconds = time.perf_counter() - begun
        if self._views:
            with files.atomic_write(path) as file:
                np.save(file, logits)
        return draws, logits

    def seconds_to_answer(self, numbers: Iterable[int]) -> float:
        """Time to answer those of the views that have no answers yet, as fast as the last one."""
        if not self._views:
            return self._seconds * len(set(numbers))
        asked = {number % self._views for number in numbers}
        return self._seconds * sum(not self._path(number).exists() for number in asked)

    def _path(self, number: int) -> Path:
        return answers_to(number, self._folder)
