"""Find the faces in a picture and cut each one out as the models see it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from fer.faces.crop import Box, crops, inside, rounded, square
from fer.faces.detectors import Detection, Detector, default_detector
from fer.faces.light import lit
from fer.faces.multiscale import UPRIGHT, detections, surest_of, turned_detections
from fer.faces.tilt import leans
from fer.pictures import to_gray

THRESHOLD = 0.7
"""Lowest score of a face. Patterns, drawings and blurred bystanders were seen to reach 0.64 under
libfacedetection, faces half outside the picture 0.86; MTCNN gives 0.8 at least to all it finds."""

WHOLE_SIDE, WHOLE_RATIO = 100, 1.2
"""Largest side, in pixels, and side ratio of a picture that may be a face by itself."""

WHOLE_SHARE = 0.6
"""The only face of such a picture is the picture if it is at least this share of its height."""

LEVEL_FROM = 10.0
"""Degrees up to which a head counts as level: models are trained on heads that lean as much."""

BLUR = 0.5
"""Of a dark face's crop, in pixels; chosen by `fer bench --crop`."""

NO_FACE = "No face was found: try a larger or more frontal face."
"""What to tell a user when `find_faces` gives an empty list."""


@dataclass(frozen=True, eq=False)
class Face:
    """A face in a picture.

    Attributes:
        box: Where it is, wholly inside the picture.
        score: The detector's confidence from 0 to 1; 0 when the detector found nothing and the
            picture as a whole, or a place given by hand, is taken for the face.
        crops: What the models see, gray, uint8 (n, 48, 48); their answer is the mean over it.
        tilt: Degrees by which the head leaned to the right before it was levelled for `crops`; 0
            where it was taken as it is.
        number: What it is called in its picture: its place from left to right, from 1; a face given
            by hand comes after those that were found.
        turned: Degrees, 0, 90, 180 or 270, by which the picture was turned counterclockwise to set
            the face upright before anything else.
    """

    box: Box
    score: float
    crops: np.ndarray
    tilt: float = 0.0
    number: int = 1
    turned: int = 0

    @property
    def stance(self) -> str:
        """In which way the face stood that was set upright: "upside down", "on its side", ""."""
        return {0: "", 180: "upside down"}.get(self.turned, "on its side")

    @property
    def crop(self) -> np.ndarray:
        """The crop to show, uint8 (48, 48): the one in the middle."""
        return self.crops[len(self.crops) // 2]


def find_faces(
    picture: np.ndarray,
    threshold: float = THRESHOLD,
    detector: Detector | None = None,
    *,
    smallest: int = 0,
) -> list[Face]:
    """Find the faces in a picture.

    A small, nearly square picture (both sides up to `WHOLE_SIDE`, ratio up to `WHOLE_RATIO`) in
    which nothing is found, or one face that fills it, is itself the face, as FER2013's are; it is
    taken as it is. Where no face is seen clearly the picture is searched upside down and on either
    side as well, and taken as it is seen best.

    Args:
        picture: Shape (height, width, 3), uint8, RGB.
        threshold: Lowest score of a face, 0 to 1.
        detector: By default `default_detector()`.
        smallest: Lowest height of a face's box, in pixels of the picture.

    Returns:
        The faces from left to right by the centres of their boxes; empty when there is none.

    Raises:
        FerError: If no detector is installed.
    """
    height, width = picture.shape[:2]
    detector = detector or default_detector()
    found = detections(picture, threshold, detector)
    small = max(height, width) <= min(WHOLE_SIDE, WHOLE_RATIO * min(height, width))
    quarters = 0
    if not small and surest_of(found) < UPRIGHT:
        quarters, turned = turned_detections(picture, threshold, detector, surest_of(found))
        found = turned or found
    upright = np.rot90(picture, quarters)
    found = [each for each in found if inside(each.box, *upright.shape[:2])[3] >= smallest]
    gray = to_gray(np.ascontiguousarray(upright))
    if small and height >= smallest and _is_whole(found, height):
        score = found[0].score if found else 0.0
        box = (0, 0, width, height)
        return [Face(box, score, crops(gray, box, margins=[1.0]))]
    # A face that the edge cuts is framed as if it were whole.
    cut_out = level(gray, [rounded(each.box) for each in found])
    faces = [
        Face(
            _turned_back(inside(each.box, *gray.shape), quarters, *gray.shape),
            each.score,
            seen,
            tilt,
            turned=90 * quarters,
        )
        for each, (seen, tilt) in zip(found, cut_out, strict=True)
    ]
    faces.sort(key=lambda face: (face.box[0] + face.box[2] / 2, face.box[1]))
    return [replace(face, number=number) for number, face in enumerate(faces, start=1)]


def _turned_back(box: Box, quarters: int, height: int, width: int) -> Box:
    """A box of a picture that was turned, with this size then, in the picture as it was."""
    for _ in range(quarters):
        x, y, w, h = box
        box = height - y - h, x, h, w
        height, width = width, height
    return box


def face_at(picture: np.ndarray, box: Box, number: int = 1, turned: int = 0) -> Face:
    """The face that a user sees in a place; cut and levelled like one that was found.

    Args:
        picture: Shape (height, width, 3), uint8, RGB.
        box: The place, in pixels of the picture.
        number: What it is called.
        turned: As of the faces that were found in the same picture; see `Face`.
    """
    quarters, shape = turned // 90, picture.shape[:2]
    box = inside(box, *shape)
    gray = to_gray(np.ascontiguousarray(np.rot90(picture, quarters)))
    # Three quarters on from one back is where a quarter leads.
    ((seen, tilt),) = level(gray, [_turned_back(box, -quarters % 4, *shape)])
    return Face(box, 0.0, seen, tilt, number, turned)


def level(gray: np.ndarray, boxes: Sequence[Box]) -> Iterator[tuple[np.ndarray, float]]:
    """Cut faces out, set leaning heads upright and brighten dark ones.

    Args:
        gray: Shape (height, width), uint8.
        boxes: The faces, which may reach beyond the picture.

    Yields:
        For each box its crops, uint8 (n, 48, 48), and the degrees by which it was levelled.
    """
    degrees = leans(gray, [square(box) for box in boxes])
    for box, tilt in zip(boxes, degrees.tolist(), strict=True):
        tilt = tilt if abs(tilt) >= LEVEL_FROM else 0.0
        yield np.stack([lit(crop, BLUR) for crop in crops(gray, box, tilt)]), tilt


def _is_whole(found: list[Detection], height: int) -> bool:
    return not found or (len(found) == 1 and found[0].box[3] >= WHOLE_SHARE * height)
