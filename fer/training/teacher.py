"""A teacher's answers to augmented views, computed once and reused by every student.

View `v` of an image depends on the image, `v` and a fixed seed alone (see
`fer.training.augmentation`), so a student that trains on view `v` sees exactly the crop the teacher
was asked about ("a consistent teacher", Beyer et al. 2022), at no cost after the first student.
"""

import hashlib
import json
from dataclasses import asdict

import numpy as np

from fer import LABELS, files, paths
from fer.data import Dataset
from fer.runs import run as run_files
from fer.runs.config import Augmentation, Distillation
from fer.runs.loading import load_model
from fer.tensorflow import tf
from fer.training import augmentation

VIEW_SEED = 2015
BATCH = 256


class TeacherViews:
    """Views of the training images with a teacher's logits.

    Args:
        distillation: The teacher and how many views there are.
        settings: How far the views may stray.
        dataset: The images; rows of a view are those of the whole data set.

    Raises:
        FerError: The teacher does not exist, or its weights cannot be read.
    """

    def __init__(
        self, distillation: Distillation, settings: Augmentation, dataset: Dataset
    ) -> None:
        teacher = run_files.find(distillation.teacher)
        self._views, self._settings = distillation.views, settings
        self._images = dataset.images
        self._training = dataset.indices("training")
        self._model = load_model(teacher)
        self._answer = tf.function(self._answer, reduce_retracing=True)
        weights = (teacher.folder / run_files.WEIGHTS).read_bytes()
        key = hashlib.sha256(json.dumps(asdict(settings), sort_keys=True).encode() + weights)
        self._folder = (
            paths.artifacts() / "teacher-views" / dataset.fingerprint / key.hexdigest()[:16]
        )

    def view(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """View `number`; past the last view they repeat.

        Returns:
            The numbers that fix it, float32 (images, DRAWS), and the teacher's logits, float16
            (images, 7), both for the whole data set; rows outside Training are zero.
        """
        number = number % self._views if self._views else number
        draws = augmentation.draw(len(self._images), VIEW_SEED, number)
        path = self._folder / f"{number}.npy"
        if self._views and path.exists():
            return draws, np.load(path)
        logits = np.zeros((len(self._images), len(LABELS)), np.float16)
        for start in range(0, len(self._training), BATCH):
            rows = self._training[start : start + BATCH]
            logits[rows] = self._answer(
                tf.constant(self._images[rows]), tf.constant(draws[rows])
            ).numpy()
        if self._views:
            with files.atomic_write(path) as file:
                np.save(file, logits)
        return draws, logits

    def _answer(self, images: tf.Tensor, draws: tf.Tensor) -> tf.Tensor:
        views = augmentation.apply(images, draws, self._settings)
        return self._model(views, training=False)
