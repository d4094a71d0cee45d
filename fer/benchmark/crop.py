"""What finding and cutting out a face costs in accuracy, choice by choice."""

from collections.abc import Callable, Sequence
from typing import Any, get_args

import numpy as np
from PIL import Image, ImageOps

from fer import IMAGE_SIZE, data
from fer.benchmark.scenes import Kind, Scene, scene
from fer.data import split_training
from fer.faces import Face, find_faces
from fer.faces.crop import MARGIN, MARGINS, crops
from fer.faces.light import lit
from fer.faces.search import BLUR
from fer.pictures import to_gray
from fer.prediction import DEFAULT_RUNS, predict, runs_to_predict

FACES = 400
SINGLE = (0.8, 0.85, 0.9, 0.95, 1.0, 1.1)
LIGHT = "dark ones brightened"
"""What the pages do."""


def _equalised(crop: np.ndarray) -> np.ndarray:
    return np.array(ImageOps.equalize(Image.fromarray(crop)))


def _mid_gray(crop: np.ndarray) -> np.ndarray:
    """The gamma that brings the median to the middle."""
    shares = (crop + 0.5) / 256
    gamma = np.clip(np.log(0.5) / np.log(np.median(shares)), 0.4, 2.5)
    return np.rint(255 * shares**gamma).astype(np.uint8)


LIGHTS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    LIGHT: lambda crop: lit(crop, BLUR),
    "as it is": lambda crop: crop,
    "gamma": _mid_gray,
    "equalised": _equalised,
}
"""Every network standardises brightness and contrast itself; these go further."""

CHOICES = [
    (MARGINS, True, LIGHT),
    ((MARGIN, MARGIN), True, LIGHT),
    *(((margin,), True, LIGHT) for margin in SINGLE),
    (MARGINS, False, LIGHT),
    *((MARGINS, True, light) for light in LIGHTS if light != LIGHT),
]
"""Margins, levelling and light: one of them changes at a time, from what the pages do. The last of
several crops is mirrored, so that twice the same margin shows what the mirror alone does."""


def measure(
    name: str, faces: int = FACES, runs: Sequence[str] = DEFAULT_RUNS, seed: int = 0
) -> dict[str, Any]:
    """Accuracy from picture to answer beside accuracy on the raw crop.

    Faces of the validation part are pasted into scenes (`fer.benchmark.scenes`), found, cut out
    and judged; a face that is not found counts as a wrong answer.

    Args:
        name: The data set.
        faces: How many faces; the same ones for every kind of scene.
        runs: The runs that judge; figures are means over them.
        seed: Chooses the faces and draws the scenes.

    Returns:
        What `fer bench --crop --json` prints: `raw`, the accuracy on the faces themselves;
        `raw_mirrored`, the accuracy of the mean answer to a face and its mirror image; and a row
        for each kind of scene and choice, with `found`, the share of faces found, `accuracy`,
        `loss` (raw less accuracy, in points), and on the found faces only, None where there are
        none, `loss_of_crop` and `overconfident`, the mean calibrated confidence less accuracy, in
        points.

    Raises:
        FerError: There is no such data set or run.
    """
    asked = runs_to_predict(runs)
    dataset, random = data.load(name), np.random.default_rng(seed)
    validation = split_training(dataset)[1]
    rows = np.sort(random.choice(validation, min(faces, len(validation)), replace=False))
    images, labels = np.asarray(dataset.images[rows]), dataset.labels[rows]

    def judged(faces: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Share of the runs that are right about each face, and their mean confidence."""
        answers = predict(asked, faces)
        right = [
            [each.label == dataset.schema.classes[label] for each in face]
            for face, label in zip(answers, labels, strict=True)
        ]
        sure = [[each.confidence for each in face] for face in answers]
        return np.mean(right, axis=1), np.mean(sure, axis=1)

    raw, _ = judged(images[:, None])
    raw_mirrored, _ = judged(np.stack([images, images[..., ::-1]], axis=1))
    table = []
    for kind in get_args(Kind):
        scenes = [scene(image, kind, random) for image in images]
        hits = [_hit(each) for each in scenes]
        found = np.array([hit is not None for hit in hits])
        for margins, levelled, light in CHOICES:
            seen = [
                as_seen(*pair, margins, levelled, light) for pair in zip(scenes, hits, strict=True)
            ]
            right, sure = judged(seen)
            ours = right * found
            table.append(
                {
                    **{"scenes": kind, "margins": margins, "levelled": levelled, "light": light},
                    "found": float(found.mean()),
                    "accuracy": float(ours.mean()),
                    "loss": float(100 * (raw.mean() - ours.mean())),
                    "loss_of_crop": _points(raw - ours, found),
                    "overconfident": _points(sure - ours, found),
                }
            )
    return {
        "data": name,
        "faces": len(rows),
        "runs": list(runs),
        "raw": float(raw.mean()),
        "raw_mirrored": float(raw_mirrored.mean()),
        "choices": table,
    }


def _points(shares: np.ndarray, among: np.ndarray) -> float | None:
    return float(100 * shares[among].mean()) if among.any() else None


def _hit(drawn: Scene) -> Face | None:
    """The face that was found where the scene has one."""
    for face in find_faces(drawn.picture):
        x, y, width, height = face.box
        away = np.hypot(x + width / 2 - drawn.place.x, y + height / 2 - drawn.place.y)
        if away < 0.4 * drawn.place.side:
            return face
    return None


def as_seen(
    drawn: Scene, face: Face | None, margins: Sequence[float], levelled: bool, light: str
) -> np.ndarray:
    """A face's crops; black ones where it was not found."""
    if face is None:
        return np.zeros((len(margins), IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    tilt = face.tilt if levelled else 0.0
    faces = crops(to_gray(drawn.picture), face.box, tilt, margins)
    return np.stack([LIGHTS[light](crop) for crop in faces])
