"""A picture's faces, judged: the one way for page and command line, so that both say the same."""

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

import numpy as np
from PIL import Image

from fer.errors import FerError
from fer.faces import NO_FACE, THRESHOLD, Box, Face, draw_boxes, face_at, find_faces
from fer.pictures import fit
from fer.prediction.albums import Source
from fer.prediction.answers import Prediction, predict
from fer.runs import Run

ANNOTATED_SIDE = 1600
"""Longest side, in pixels, of a picture that is given back with its boxes."""
COLUMNS = (
    *("image", "error", "face", "x", "y", "width", "height", "score"),
    *("run", "label", "confidence", "milliseconds"),
)
"""Of the table of answers, without those of the classes."""
_TAKEN = re.compile(f"(class )*({'|'.join(COLUMNS)})")


@dataclass(frozen=True, eq=False)
class Answer:
    """What was found in a picture, or why nothing was.

    Attributes:
        name: The picture's name.
        error: A sentence where there is no face to judge, else None.
        faces: The faces from left to right.
        predictions: For each face what each run says.
        annotated: The picture with its faces boxed and named, JPEG; None where there is none.
        numbered: The same with the faces' numbers alone.
        frames: How many frames the file has, of which the first was searched.
    """

    name: str
    error: str | None = None
    faces: Sequence[Face] = ()
    predictions: Sequence[Sequence[Prediction]] = ()
    annotated: bytes | None = None
    frames: int = 1
    numbered: bytes | None = None

    @property
    def title(self) -> str:
        """The picture's name, and which frame was judged where it has several."""
        return self.name if self.frames == 1 else f"{self.name} (frame 1 of {self.frames:,})"

    def shown_width(self, height: int) -> int:
        """Pixels across that show the numbered picture at most `height` pixels high."""
        with Image.open(io.BytesIO(self.numbered or b"")) as image:
            return max(1, min(image.width, round(image.width * height / image.height)))

    def to_json(self) -> dict[str, Any]:
        """The answer as `fer predict --json` shows it."""
        return {
            "image": self.name,
            "error": self.error,
            "frames": self.frames,
            "faces": [
                {
                    "number": face.number,
                    "box": list(face.box),
                    "score": face.score,
                    "tilt": face.tilt,
                    "turned": face.turned,
                    "predictions": [prediction.to_json() for prediction in predictions],
                }
                for face, predictions in zip(self.faces, self.predictions, strict=True)
            ],
        }


def judge(
    source: Source, runs: Sequence[Run], threshold: float = THRESHOLD, smallest: int = 0
) -> Answer:
    """Find a picture's faces and ask the runs about them; see `fer.faces.find_faces`.

    Never raises for a bad picture: the answer says what is wrong with it.

    Raises:
        FerError: A run's weights cannot be read, or no detector is installed.
    """
    try:
        picture = source.read()
    except FerError as error:
        return Answer(source.name, str(error))
    faces = find_faces(picture, threshold, smallest=smallest)
    return replace(answer(source.name, picture, faces, runs), frames=source.frames())


def answer(name: str, picture: np.ndarray, faces: Sequence[Face], runs: Sequence[Run]) -> Answer:
    """Ask the runs about faces that are known already.

    Args:
        name: The picture's name.
        picture: uint8 (height, width, 3), RGB.
        faces: Its faces.
        runs: The runs.
    """
    if not faces:
        plain = _jpeg(picture)
        return Answer(name, NO_FACE, annotated=plain, numbered=plain)
    predictions = predict(runs, [face.crops for face in faces])
    captions = [" / ".join(dict.fromkeys(each.label for each in row)) for row in predictions]
    named, numbered = (
        _jpeg(draw_boxes(picture, faces, texts)) for texts in (captions, [""] * len(faces))
    )
    return Answer(name, None, faces, predictions, named, numbered=numbered)


def judge_again(
    source: Source,
    found: Sequence[Face],
    kept: Collection[int],
    boxes: Sequence[Box],
    runs: Sequence[Run],
) -> Answer:
    """Ask the runs about a picture's faces as a user has corrected them.

    Args:
        source: The picture, which could be read before.
        found: The faces that were found in it.
        kept: Numbers of those that stay.
        boxes: Where the user sees more of them.
        runs: The runs.
    """
    picture = source.read()
    first = max((face.number for face in found), default=0) + 1
    turned = found[0].turned if found else 0
    more = [face_at(picture, box, place, turned) for place, box in enumerate(boxes, start=first)]
    faces = [face for face in found if face.number in kept]
    again = answer(source.name, picture, [*faces, *more], runs)
    return replace(again, frames=source.frames())


def marked_boxes(selection: Iterable[Mapping[str, Sequence[float]]]) -> list[Box]:
    """Boxes drawn on `fer.charts.picture.picture_to_mark`, in pixels of the picture.

    Args:
        selection: Each with two `x` and two `y`, in any order.
    """
    boxes = []
    for drawn in selection:
        (left, right), (top, bottom) = (sorted(map(round, drawn[axis])) for axis in "xy")
        boxes.append((left, top, max(1, right - left), max(1, bottom - top)))
    return boxes


def zip_of(answers: Sequence[Answer]) -> bytes:
    """The annotated pictures as a zip, numbered so that no two have the same name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number, each in enumerate(answers, start=1):
            if each.annotated is not None:
                stem = re.sub(r"[^\w.-]+", "_", PurePath(each.name).stem)[:80]
                archive.writestr(f"{number:03d}-{stem}.jpg", each.annotated)
    return file.getvalue()


def share_column(name: str) -> str:
    """The column of `rows` that has a class's shares.

    A class of a user's own may be called as another column is.
    """
    return f"class {name}" if _TAKEN.fullmatch(name) else name


def rows(answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """The answers as a table: a row for each picture, face and run, for CSV or a screen.

    A picture without faces has one row that holds its error. Confidence and the columns of the
    classes are calibrated, as the page's bars are.
    """
    table = []
    for each in answers:
        if each.error:
            table.append({"image": each.name, "error": each.error})
        for face, predictions in zip(each.faces, each.predictions, strict=True):
            x, y, width, height = face.box
            where = {"x": x, "y": y, "width": width, "height": height}
            for prediction in predictions:
                said = prediction.to_json()
                row = {
                    **{"image": each.name, "error": None, "face": face.number},
                    **where,
                    "score": face.score,
                    **{key: said[key] for key in ("run", "label", "confidence")},
                }
                row |= {share_column(name): share for name, share in said["calibrated"].items()}
                table.append(row | {"milliseconds": said["milliseconds"]})
    return table


def _jpeg(picture: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(fit(picture, ANNOTATED_SIDE, ANNOTATED_SIDE)).save(file, "JPEG", quality=88)
    return file.getvalue()
