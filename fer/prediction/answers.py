"""What several runs say of one face, side by side."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fer.evaluation import softmax
from fer.prediction.calibration import scale, temperature
from fer.prediction.networks import network
from fer.runs import Run
from fer.schema import FER2013


@dataclass(frozen=True)
class Prediction:
    """What one run says of one face.

    Attributes:
        run: The run's name.
        probabilities: float32 (classes,): the mean over the face's crops.
        milliseconds: Time the run took for all the faces of the picture, each with all its crops,
            divided by their number.
        temperature: What the logarithms of the probabilities are divided by for `calibrated`; from
            `fer.prediction.calibration`, fitted on single crops; None where the run has no
            predictions for validation yet.
        classes: Names of the run's classes, in the order of the probabilities.
    """

    run: str
    probabilities: np.ndarray
    milliseconds: float
    temperature: float | None = None
    classes: tuple[str, ...] = FER2013.classes

    @property
    def calibrated(self) -> np.ndarray:
        """The probabilities at that temperature, float32 (classes,); as they are without one."""
        if self.temperature is None:
            return self.probabilities
        return scale(self.probabilities, self.temperature)

    @property
    def label(self) -> str:
        """The likeliest class, which no temperature changes."""
        return self.classes[int(self.probabilities.argmax())]

    @property
    def confidence(self) -> float:
        """The calibrated probability of the likeliest class."""
        return float(self.calibrated.max())

    def to_json(self) -> dict[str, Any]:
        """The prediction as `fer predict --json` shows it."""
        return {
            "run": self.run,
            "label": self.label,
            "confidence": self.confidence,
            "probabilities": dict(zip(self.classes, map(float, self.probabilities), strict=True)),
            "calibrated": dict(zip(self.classes, map(float, self.calibrated), strict=True)),
            "temperature": self.temperature,
            "milliseconds": self.milliseconds,
        }


def predict(runs: Sequence[Run], faces: Sequence[np.ndarray]) -> list[list[Prediction]]:
    """Ask every run about every face.

    Args:
        runs: The runs, which must have weights.
        faces: The gray crops of each face, uint8 (n, 48, 48), at least one.

    Returns:
        For each face a prediction of each run, in the order given.

    Raises:
        FerError: A run's weights cannot be read.
    """
    if not len(faces):
        return []
    batch = np.concatenate(faces)
    ends = np.cumsum([len(crops) for crops in faces])[:-1]
    answers = []
    for run in runs:
        asked = network(run)
        begun = time.perf_counter()
        logits = asked.logits(batch)
        milliseconds = 1000 * (time.perf_counter() - begun) / len(faces)
        means = [part.mean(axis=0) for part in np.split(softmax(logits), ends)]
        degree = temperature(run)
        classes = run.config.schema.classes
        answers.append([Prediction(run.name, row, milliseconds, degree, classes) for row in means])
    return [list(face) for face in zip(*answers, strict=True)]
