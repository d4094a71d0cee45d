"""What finding and cutting out a face costs in accuracy, choice by choice."""

from collections.abc import Callable, Sequence
from typing import Any, get_args

import numpy as np
from PIL import Image, ImageOps

from fer import IMAGE_SIZE, data
from fer.benchmark.scenes import Kind, Scene, scene
from fer.data import split_training
from fer.evaluation import softmax
from fer.faces import Face, find_faces
from fer.faces.crop import MARGINS, crops
from fer.faces.light import lit
from fer.faces.search import BLUR
from fer.pictures import to_gray
from fer.prediction import DEFAULT_RUNS, network, runs_to_predict

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
    *(((margin,), True, LIGHT) for margin in SINGLE),
    (MARGINS, False, LIGHT),
    *((MARGINS, True, light) for light in LIGHTS if light != LIGHT),
]
"""Margins, levelling and light: one of them changes at a time, from what the pages do."""


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
        What `fer bench --crop --json` prints: `raw`, the accuracy on the faces themselves, and a
        row for each kind of scene and choice, with `found`, the share of faces found, `accuracy`,
        `loss` (raw less accuracy, in points) and `loss_of_crop` (the same on the found faces only,
        None where there are none).

    Raises:
        FerError: There is no such data set or run.
    """
    networks = [network(run) for run in runs_to_predict(runs)]
    dataset, random = data.load(name), np.random.default_rng(seed)
    validation = split_training(dataset)[1]
    rows = np.sort(random.choice(validation, min(faces, len(validation)), replace=False))
    images, labels = np.asarray(dataset.images[rows]), dataset.labels[rows]

    def right(faces: np.ndarray) -> np.ndarray:
        """Share of the runs that are right about each face, given its crops."""
        flat = faces.reshape(-1, *faces.shape[-2:])
        said = (softmax(each.logits(flat)).reshape(*faces.shape[:2], -1) for each in networks)
        return np.mean([each.mean(axis=1).argmax(axis=1) == labels for each in said], axis=0)

    raw, table = right(images[:, None]), []
    for kind in get_args(Kind):
        scenes = [scene(image, kind, random) for image in images]
        hits = [_hit(each) for each in scenes]
        found = np.array([hit is not None for hit in hits])
        for margins, levelled, light in CHOICES:
            seen = [
                _seen(*pair, margins, levelled, light) for pair in zip(scenes, hits, strict=True)
            ]
            ours = right(np.stack(seen)) * found
            table.append(
                {
                    **{"scenes": kind, "margins": margins, "levelled": levelled, "light": light},
                    "found": float(found.mean()),
                    "accuracy": float(ours.mean()),
                    "loss": float(100 * (raw.mean() - ours.mean())),
                    "loss_of_crop": float(100 * (raw - ours)[found].mean())
                    if found.any()
                    else None,
                }
            )
    return {
        "data": name,
        "faces": len(rows),
        "runs": list(runs),
        "raw": float(raw.mean()),
        "choices": table,
    }


def _hit(drawn: Scene) -> Face | None:
    """The face that was found where the scene has one."""
    for face in find_faces(drawn.picture):
        x, y, width, height = face.box
        away = np.hypot(x + width / 2 - drawn.place.x, y + height / 2 - drawn.place.y)
        if away < 0.4 * drawn.place.side:
            return face
    return None


def _seen(
    drawn: Scene, face: Face | None, margins: Sequence[float], levelled: bool, light: str
) -> np.ndarray:
    """A face's crops; black ones where it was not found."""
    if face is None:
        return np.zeros((len(margins), IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    tilt = face.tilt if levelled else 0.0
    faces = crops(to_gray(drawn.picture), face.box, tilt, margins)
    return np.stack([LIGHTS[light](crop) for crop in faces])
