"""A search at several scales and turns, so that small, large, dark and leaning faces are found."""

import numpy as np
from PIL import Image, ImageOps

from fer.faces.crop import Square, cut
from fer.faces.detectors import Detection, Detector
from fer.faces.light import lit
from fer.faces.look import BLUR, look, mostly_inside, off_centre, overlap, placed_back
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

UPRIGHT = 0.92
"""Score from which a face is known to stand upright. libfacedetection finds most faces that are
upside down or lie, too: in portraits with 0.80 to 0.91, and with 0.93 to 0.95 once upright."""

BETTER = 0.03
"""By how much a face's score must be higher once the picture is turned."""

SMALLEST_SIDE = 640
"""Smaller pictures are enlarged to this longest side before the search."""

WEAK = 0.2
"""Lowest score of what is looked at again, enlarged and levelled. Half of the faces that are small,
dark or leaning come over the threshold then, and hardly a pattern."""

WEAK_KEPT, WEAK_SIDE, WEAK_REACH = 8, 240, 1.6
"""How many second looks there are at most, the side of the enlargement in pixels, and what it
shows, as a multiple of the face's height."""


def detections(picture: np.ndarray, threshold: float, detector: Detector) -> list[Detection]:
    """Faces of all looks in pixels of the picture, each once, most of each inside it.

    Args:
        picture: Shape (height, width, 3), uint8, RGB.
        threshold: Lowest score, 0 to 1.
        detector: Finds them.
    """
    height, width = picture.shape[:2]
    fine = min(max(height, width, SMALLEST_SIDE), FINE_SIDE)
    sides = [fine] + [COARSE_SIDE] * (fine > SMALLEST_SIDE)
    turned = [(TURNED_SIDE, turn) for turn in TURNS]
    found = _search(picture, sides, turned, threshold, detector)
    if found:
        return found
    turned = [(FURTHER_SIDE, turn) for turn in FURTHER_TURNS]
    return _search(picture, [FINE_SIDE] * (fine < FINE_SIDE), turned, threshold, detector)


def turned_detections(
    picture: np.ndarray, threshold: float, detector: Detector, sure: float
) -> tuple[int, list[Detection]]:
    """Faces that are seen better once the picture is turned by quarters of a circle.

    Args:
        picture: Shape (height, width, 3), uint8, RGB.
        threshold: Lowest score of a face in a picture that is not turned, 0 to 1.
        detector: Finds them.
        sure: The highest score of the picture as it is, 0 where nothing was found.

    Returns:
        By how many quarters the picture has to be turned counterclockwise (`numpy.rot90`), and the
        faces in pixels of the picture turned so; 0 and none where it stands as it should.
    """
    best: tuple[int, list[Detection]] = 0, []
    least = max(needed(threshold, 90.0), sure + BETTER)
    for quarters in (2, 1, 3):
        turned = np.rot90(picture, quarters)
        faces = [
            each
            for each in look(turned, FURTHER_SIDE, 0.0, detector)
            if each.score >= threshold and mostly_inside(each.box, *turned.shape[:2])
        ]
        surest = surest_of(faces)
        if surest >= least:
            best, least = (quarters, _once(faces)), surest
    return best


def surest_of(found: list[Detection]) -> float:
    """The highest score, 0 of none."""
    return max((each.score for each in found), default=0.0)


def _search(
    picture: np.ndarray,
    sides: list[int],
    turned: list[tuple[int, float]],
    threshold: float,
    detector: Detector,
) -> list[Detection]:
    """Faces of looks at these longest sides, and of second looks at weak ones.

    The picture is turned too where no face is seen clearly. Beside one that is, a leaning face is
    mostly seen weakly at least: of 40 beside an upright one 37 are found so, and 38 with all looks.
    """
    height, width = picture.shape[:2]
    sure: list[Detection] = []
    weak: list[Detection] = []
    for side, turn in [*((side, 0.0) for side in sides), *turned]:
        if turn and surest_of(sure) >= UPRIGHT:
            break
        least = needed(threshold, turn)
        for detection in look(picture, side, turn, detector):
            if mostly_inside(detection.box, height, width):
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
