"""Several looks at a picture, so that small, large, dark and leaning faces are found."""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageOps

from fer.faces.crop import Square, cut
from fer.faces.detectors import Detection, Detector
from fer.faces.light import lit
from fer.faces.tilt import leans

FINE_SIDE = 960
"""Longest side, in pixels, of the picture searched for small faces; libfacedetection finds them
from about 16 pixels of height."""

COARSE_SIDE = 320
"""Longest side of a second search of pictures larger than `SMALLEST_SIDE`: a face that fills such a
picture is found only here."""

TURNS = (-30.0, 30.0)
"""Degrees by which the picture is turned to find leaning heads; a detector forgives 20 more."""

TURNED_SIDE = 320
"""Longest side of these searches, before the picture is turned."""

FURTHER_TURNS, FURTHER_SIDE = (-40.0, 40.0), 480
"""Turns and side for a picture in which nothing was found, where there is time to look harder. Such
a picture is searched at `FINE_SIDE` as well, however small: of 16 faces missed in 500 upright
scenes that finds 9."""

TURNED_CARE = 0.4
"""Share of the way from the threshold to 1 by which a turned face must score higher: an elbow was
seen to reach 0.72 where the upright faces beside it had 0.9."""

AGAIN_CARE = 0.1
"""The same for a second look: a cup of coffee was seen to reach 0.71."""

SMALLEST_SIDE = 640
"""Smaller pictures are enlarged to this longest side before the search."""

BLUR = 1.6
"""Of dark pictures, in pixels: of 400 dark scenes 97.5 % are found so, and 96.5 % with the full
contrast alone."""

WEAK = 0.2
"""Lowest score of what is looked at again, enlarged and levelled. Half of the faces that are small,
dark or leaning come over the threshold then, and hardly a pattern."""

WEAK_KEPT, WEAK_SIDE, WEAK_REACH = 8, 240, 1.6
"""How many second looks there are at most, the side of the enlargement in pixels, and what it
shows, as a multiple of the face's height."""

MARGIN = 0.03
"""Mirrored border put round the picture, as a share of its longest side: it completes the faces
that the picture's edge cuts, of which half then suffices."""


def detections(picture: np.ndarray, threshold: float, detector: Detector) -> list[Detection]:
    """Faces of all looks in pixels of the picture, each once, their centres inside it.

    Args:
        picture: Shape (height, width, 3), uint8, RGB.
        threshold: Lowest score, 0 to 1.
        detector: Finds them.
    """
    height, width = picture.shape[:2]
    fine = min(max(height, width, SMALLEST_SIDE), FINE_SIDE)
    looks = [(fine, 0.0)] + [(COARSE_SIDE, 0.0)] * (fine > SMALLEST_SIDE)
    looks += [(TURNED_SIDE, turn) for turn in TURNS]
    further = [(FINE_SIDE, 0.0)] * (fine < FINE_SIDE)
    further += [(FURTHER_SIDE, turn) for turn in FURTHER_TURNS]
    found = _search(picture, looks, threshold, detector)
    return found or _search(picture, further, threshold, detector)


def _search(
    picture: np.ndarray, looks: list[tuple[int, float]], threshold: float, detector: Detector
) -> list[Detection]:
    """Faces of these looks, each a longest side and a turn, and of second looks at weak ones."""
    height, width = picture.shape[:2]
    sure, weak = [], []
    for side, turn in looks:
        least = needed(threshold, turn)
        for detection in look(picture, side, turn, detector):
            if centre_inside(detection.box, height, width):
                if detection.score >= least:
                    sure.append(detection)
                elif detection.score >= min(WEAK, threshold):
                    weak.append(detection)
    kept = _once(sure)
    left = WEAK_KEPT
    for candidate in sorted(weak, key=lambda detection: detection.score, reverse=True):
        if left and not _found(candidate, kept):
            left -= 1
            again = _look_again(picture, candidate, detector)
            if again and again.score >= _raised(threshold, AGAIN_CARE):
                kept.append(again)
    return _once(kept)


def _raised(threshold: float, care: float) -> float:
    """A threshold moved towards 1 by this share of the way."""
    return threshold + (1 - threshold) * care


def needed(threshold: float, turn: float) -> float:
    """The least score of a face in a picture that was turned by `turn` degrees."""
    return _raised(threshold, TURNED_CARE) if turn else threshold


def centre_inside(box: tuple[float, ...], height: int, width: int) -> bool:
    """Whether a box' middle is in a picture of this size."""
    x, y, w, h = box
    return 0 <= x + w / 2 < width and 0 <= y + h / 2 < height


def _once(found: list[Detection]) -> list[Detection]:
    """Of detections that overlap only the one with the highest score."""
    kept: list[Detection] = []
    for detection in sorted(found, key=lambda detection: detection.score, reverse=True):
        if not _found(detection, kept):
            kept.append(detection)
    return kept


def _found(detection: Detection, among: list[Detection]) -> bool:
    return any(overlap(detection.box, other.box) >= 0.5 for other in among)


def _look_again(picture: np.ndarray, weak: Detection, detector: Detector) -> Detection | None:
    """What a detector finds at the same place, enlarged, levelled and at full contrast."""
    x, y, width, height = weak.box
    middle = Square(x + width / 2, y + height / 2, height)
    tilt = float(leans(picture, [middle])[0])
    place = middle._replace(side=WEAK_REACH * height, tilt=tilt)
    patch = Image.fromarray(lit(cut(picture, place, WEAK_SIDE), BLUR))
    patch = ImageOps.autocontrast(patch, 0.5)
    for found in detector.detect(np.array(patch)):
        if max(map(abs, off_centre(found.box, WEAK_SIDE))) < WEAK_SIDE / 8:
            return placed_back(found, place, WEAK_SIDE)
    return None


def off_centre(box: tuple[float, ...], size: int) -> tuple[float, float]:
    """How far a box' middle is across and down from that of a square picture of `size` pixels."""
    x, y, width, height = box
    return x + width / 2 - size / 2, y + height / 2 - size / 2


def placed_back(found: Detection, place: Square, size: int) -> Detection:
    """A detection in a square that was cut out (`cut`), in pixels of the picture that it is of.

    Args:
        found: What a detector found in the square.
        place: Where the square was cut.
        size: The side in pixels that it was scaled to.
    """
    scale = place.side / size
    across, down = off_centre(found.box, size)
    cosine, sine = np.cos(np.radians(place.tilt)), np.sin(np.radians(place.tilt))
    x = place.x + scale * (across * cosine - down * sine)
    y = place.y + scale * (across * sine + down * cosine)
    width, height = found.box[2] * scale, found.box[3] * scale
    return Detection((x - width / 2, y - height / 2, width, height), found.score)


def look(picture: np.ndarray, side: int, turn: float, detector: Detector) -> Iterator[Detection]:
    """Search a picture once.

    Args:
        picture: Shape (height, width, 3), uint8, RGB.
        side: The longest side in pixels that it is scaled to.
        turn: Degrees by which it is turned counterclockwise.
        detector: Finds the faces.

    Yields:
        What was found, in pixels of the picture; centres may lie outside it.
    """
    height, width = picture.shape[:2]
    scale = side / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    scaled = Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS, reducing_gap=3)
    margin = round(MARGIN * side)
    border = ((margin, margin), (margin, margin), (0, 0))
    padded = np.pad(lit(np.asarray(scaled), BLUR), border, mode="reflect")
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


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Intersection as a share of the smaller box, so that a part of a face is no second face."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    smaller = min(one[2] * one[3], other[2] * other[3])
    return max(0.0, width) * max(0.0, height) / smaller
