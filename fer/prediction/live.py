"""A camera's frames, judged as they come."""

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from fer.errors import FerError
from fer.faces import THRESHOLD, Face, Follower
from fer.pictures import read_picture
from fer.prediction.answers import Prediction, predict
from fer.runs import Run

REMEMBERED = 4
"""Frames over which a face's answers are averaged: less flicker, and a new face of the user's own
shows within half a second at ten frames a second."""


class Live:
    """The judge of one camera. It keeps where the faces were and what was said of them, no pixels.

    Args:
        runs: The runs to ask, with weights.
        threshold: Lowest score of a face, 0 to 1.

    Raises:
        FerError: If no detector is installed.
    """

    def __init__(self, runs: Sequence[Run], threshold: float = THRESHOLD) -> None:
        self.runs = list(runs)
        self._follower = Follower(threshold)
        self._said: dict[int, deque[list[np.ndarray]]] = {}

    def judge(self, frame: np.ndarray) -> list[tuple[Face, list[Prediction]]]:
        """The faces of the next frame, the largest first, with what every run says.

        Args:
            frame: Shape (height, width, 3), uint8, RGB.

        Returns:
            At most `fer.faces.following.MOST` faces, each with a prediction of each run: the mean
            over this face's last `REMEMBERED` frames.
        """
        faces = self._follower.find(frame)
        answers = predict(self.runs, [face.crops for face in faces])
        self._said = {
            face.number: self._said.get(face.number, deque(maxlen=REMEMBERED)) for face in faces
        }
        return [
            (face, self._averaged(face.number, answer))
            for face, answer in zip(faces, answers, strict=True)
        ]

    def _averaged(self, number: int, answer: list[Prediction]) -> list[Prediction]:
        said = self._said[number]
        said.append([each.probabilities for each in answer])
        # Runs may have classes of their own.
        means = [np.mean(row, axis=0) for row in zip(*said, strict=True)]
        return [replace(each, probabilities=mean) for each, mean in zip(answer, means, strict=True)]

    def answer(self, picture: bytes) -> dict[str, Any]:
        """What the page draws over the video for a frame.

        Args:
            picture: The frame as a picture file.

        Returns:
            `faces`, each with `number`, `box` (x, y, width, height as shares of the frame) and
            `answers`, of each run the calibrated probabilities in the order of its classes; and
            `milliseconds`, what it all took. Where the frame cannot be read, `error` says why.
        """
        begun = time.perf_counter()
        try:
            frame = read_picture(picture)
        except FerError as error:
            return {"faces": [], "milliseconds": 0.0, "error": str(error)}
        height, width = frame.shape[:2]
        faces = [
            {
                "number": face.number,
                "box": [
                    face.box[0] / width,
                    face.box[1] / height,
                    face.box[2] / width,
                    face.box[3] / height,
                ],
                "answers": [np.round(each.calibrated, 4).tolist() for each in said],
            }
            for face, said in self.judge(frame)
        ]
        return {"faces": faces, "milliseconds": 1000 * (time.perf_counter() - begun)}
