"""Find the faces in a picture and cut each one out as the models see it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps

from fer.faces.crop import Box, Square, cut, square
from fer.faces.detectors import Detection, Detector, default_detector
from fer.faces.tilt import tilts
from fer.pictures import to_gray

THRESHOLD = 0.7
"""Lowest score of a face. Patterns, drawings and blurred bystanders were seen to reach 0.64 under
libfacedetection, faces half outside the picture 0.86; MTCNN gives 0.8 at least to all it finds."""

FINE_SIDE = 960
"""Longest side, in pixels, of the picture searched for small faces; libfacedetection finds them
from about 16 pixels of height."""

COARSE_SIDE = 320
"""Longest side of the second search: a face that fills a large picture is found only here."""

TURNS = (-30.0, 30.0)
"""Degrees by which the picture is turned to find leaning heads; a detector forgives 20 more."""

TURNED_SIDE = 320
"""Longest side of these searches, before the picture is turned."""

TURNED_CARE = 0.4
"""Share of the way from the threshold to 1 by which a turned face must score higher: an elbow was
seen to reach 0.72 where the upright faces beside it had 0.9."""

SMALLEST_SIDE = 640
"""Smaller pictures are enlarged to this longest side before the search."""

DARK = 140
"""A picture with no more than a hundredth above this level is brightened for the search."""

WEAK = 0.2
"""Lowest score of what is looked at again, enlarged and levelled. Half of the faces that are small,
dark or leaning come over the threshold then, and hardly a pattern."""

WEAK_KEPT, WEAK_SIDE, WEAK_REACH = 8, 192, 2.0
"""How many of these there are at most, the side of the enlargement in pixels, and what it shows, as
a multiple of the face's height."""

MARGIN = 0.03
"""Mirrored border put round the picture, as a share of its longest side: it completes the faces
that the picture's edge cuts, of which half then suffices."""

WHOLE_SIDE, WHOLE_RATIO = 100, 1.2
"""Largest side, in pixels, and side ratio of a picture that may be a face by itself."""

WHOLE_SHARE = 0.6
"""The only face of such a picture is the picture if it is at least this share of its height."""

LEVEL_FROM = 10.0
"""Degrees up to which a head counts as level: models are trained on heads that lean as much."""

NO_FACE = "No face was found: try a larger or more frontal face."
"""What to tell a user when `find_faces` gives an empty list."""


@dataclass(frozen=True, eq=False)
class Face:
    """A face in a picture.

    Attributes:
        box: Where it is, wholly inside the picture.
        score: The detector's confidence from 0 to 1; 0 when the detector found nothing and the
            picture as a whole, or a place given by hand, is taken for the face.
        crop: What the models see, shape (48, 48), uint8, gray.
        tilt: Degrees by which the head leaned to the right before it was levelled for `crop`; 0
            where it was taken as it is.
    """

    box: Box
    score: float
    crop: np.ndarray
    tilt: float = 0.0


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
    taken as it is.

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
    found = [
        each
        for each in _search(picture, threshold, detector or default_detector())
        if _inside(each.box, height, width)[3] >= smallest
    ]
    gray = to_gray(picture)
    small = max(height, width) <= min(WHOLE_SIDE, WHOLE_RATIO * min(height, width))
    if small and height >= smallest and _is_whole(found, height):
        score = found[0].score if found else 0.0
        box = (0, 0, width, height)
        return [Face(box, score, cut(gray, square(box, margin=1.0)))]
    boxes = [_inside(each.box, height, width) for each in found]
    faces = [
        Face(box, each.score, crop, tilt)
        for each, box, (crop, tilt) in zip(found, boxes, level(gray, boxes), strict=True)
    ]
    return sorted(faces, key=lambda face: (face.box[0] + face.box[2] / 2, face.box[1]))


def face_at(picture: np.ndarray, box: Box) -> Face:
    """The face that a user sees at `box`, in pixels; cut and levelled like one that was found."""
    box = _inside(box, *picture.shape[:2])
    ((crop, tilt),) = level(to_gray(picture), [box])
    return Face(box, 0.0, crop, tilt)


def level(gray: np.ndarray, boxes: list[Box]) -> Iterator[tuple[np.ndarray, float]]:
    """Cut faces out and set leaning heads upright.

    Args:
        gray: Shape (height, width), uint8.
        boxes: The faces.

    Yields:
        For each box the crop, uint8 (48, 48), and the degrees by which it was levelled.
    """
    first = [cut(gray, square(box)) for box in boxes]
    guesses = tilts(first)
    # A second look at the nearly level head corrects the first.
    second = [
        cut(gray, square(box, float(guess))) for box, guess in zip(boxes, guesses, strict=True)
    ]
    for box, crop, guess, rest in zip(boxes, first, guesses, tilts(second), strict=True):
        tilt = float(guess + rest)
        if abs(tilt) < LEVEL_FROM:
            yield crop, 0.0
        else:
            yield cut(gray, square(box, tilt)), tilt


def _is_whole(found: list[Detection], height: int) -> bool:
    return not found or (len(found) == 1 and found[0].box[3] >= WHOLE_SHARE * height)


def _search(picture: np.ndarray, threshold: float, detector: Detector) -> list[Detection]:
    """Faces of all searches in pixels of the picture, each once, their centres inside it."""
    height, width = picture.shape[:2]
    fine = min(max(height, width, SMALLEST_SIDE), FINE_SIDE)
    looks = [(side, 0.0) for side in {fine, min(fine, COARSE_SIDE)}]
    looks += [(min(fine, TURNED_SIDE), turn) for turn in TURNS]
    sure, weak = [], []
    for side, turn in looks:
        least = threshold + (1 - threshold) * TURNED_CARE if turn else threshold
        for detection in _look(picture, side, turn, detector):
            x, y, w, h = detection.box
            if 0 <= x + w / 2 < width and 0 <= y + h / 2 < height:
                if detection.score >= least:
                    sure.append(detection)
                elif detection.score >= min(WEAK, threshold):
                    weak.append(detection)
    kept = _once(sure)
    weak = [each for each in _once(kept + weak) if each not in kept][:WEAK_KEPT]
    again = (_look_again(picture, each, detector) for each in weak)
    return _once(kept + [each for each in again if each and each.score >= threshold])


def _once(found: list[Detection]) -> list[Detection]:
    """Of detections that overlap only the one with the highest score."""
    kept: list[Detection] = []
    for detection in sorted(found, key=lambda detection: detection.score, reverse=True):
        if all(_overlap(detection.box, other.box) < 0.5 for other in kept):
            kept.append(detection)
    return kept


def _look_again(picture: np.ndarray, weak: Detection, detector: Detector) -> Detection | None:
    """What a detector finds at the same place, enlarged, levelled and at full contrast."""
    x, y, width, height = weak.box
    middle = Square(x + width / 2, y + height / 2, height)
    tilt = float(tilts([to_gray(cut(picture, middle))])[0])
    place = middle._replace(side=WEAK_REACH * height, tilt=tilt)
    patch = ImageOps.autocontrast(Image.fromarray(cut(picture, place, WEAK_SIDE)), 0.5)
    scale = place.side / WEAK_SIDE
    cosine, sine = np.cos(np.radians(tilt)), np.sin(np.radians(tilt))
    for (x, y, w, h), score in detector.detect(np.array(patch)):
        across, down = x + w / 2 - WEAK_SIDE / 2, y + h / 2 - WEAK_SIDE / 2
        if max(abs(across), abs(down)) < WEAK_SIDE / 8:
            x = place.x + scale * (across * cosine - down * sine)
            y = place.y + scale * (across * sine + down * cosine)
            w, h = w * scale, h * scale
            return Detection((x - w / 2, y - h / 2, w, h), score)
    return None


def _look(picture: np.ndarray, side: int, turn: float, detector: Detector) -> Iterator[Detection]:
    """Search the picture scaled to a longest side and turned counterclockwise by `turn` degrees."""
    height, width = picture.shape[:2]
    scale = side / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    scaled = Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS, reducing_gap=3)
    if np.percentile(scaled, 99) < DARK:
        scaled = ImageOps.autocontrast(scaled, 0.5)
    margin = round(MARGIN * side)
    padded = np.pad(scaled, ((margin, margin), (margin, margin), (0, 0)), mode="reflect")
    if turn:
        padded = np.array(Image.fromarray(padded).rotate(turn, expand=True))
    middle = np.array(padded.shape[1::-1]) / 2
    cosine, sine = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    for (x, y, w, h), score in detector.detect(padded):
        across, down = (x + w / 2, y + h / 2) - middle
        # Back into the upright picture.
        x = (across * cosine - down * sine) / scale + width / 2
        y = (across * sine + down * cosine) / scale + height / 2
        w, h = w / scale, h / scale
        yield Detection((x - w / 2, y - h / 2, w, h), score)


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
    left, top = min(left, width - 1), min(top, height - 1)
    return left, top, max(1, right - left), max(1, bottom - top)
