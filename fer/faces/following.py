"""Find the faces of a video's frames, each near where it was in the frame before."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from fer.faces.crop import cut, inside, rounded, square
from fer.faces.detectors import Detection, Detector, default_detector
from fer.faces.light import lit
from fer.faces.look import BLUR, look, mostly_inside, off_centre, overlap, placed_back
from fer.faces.multiscale import needed
from fer.faces.search import THRESHOLD, Face, level
from fer.pictures import to_gray

MOST = 4
"""Faces that are followed: the largest."""

REACH, PATCH = 2.2, 128
"""What is searched round a face's last place, as a multiple of its height, and the side in pixels
that it is scaled to: the face has about 58 of them, and may move by half its height a frame."""

KEPT = 0.5
"""Lowest score of a face where one was a moment ago; a new one needs more."""

WHOLE_SIDE = 320
"""Longest side of a whole frame that is searched; a face of 20 pixels is found there."""

WHOLE_EVERY = 8
"""Frames after which the whole is searched for new faces while others are followed."""

TURNS = (0.0, 0.0, -30.0, 30.0)
"""Degrees by which the whole frame is turned before it is searched, one after another while no face
is seen: each frame must be answered soon, and a leaning head waits for its turn."""


@dataclass(frozen=True)
class _Seen:
    """A face of the last frame."""

    number: int
    box: tuple[float, float, float, float]
    tilt: float
    score: float


class Follower:
    """Finds the faces of one video after another frame; what it keeps are places, no pixels.

    Args:
        threshold: Lowest score of a new face, 0 to 1.
        detector: By default `default_detector()`.

    Raises:
        FerError: If no detector is installed.
    """

    def __init__(self, threshold: float = THRESHOLD, detector: Detector | None = None) -> None:
        self._threshold, self._detector = threshold, detector or default_detector()
        self._seen: list[_Seen] = []
        self._frames = 0

    def find(self, frame: np.ndarray) -> list[Face]:
        """The faces of the next frame, the largest first, at most `MOST`.

        Args:
            frame: Shape (height, width, 3), uint8, RGB.

        Returns:
            The faces. One that was followed keeps its number; a new one has the lowest that is
            free.
        """
        height, width = frame.shape[:2]
        followed = [found for seen in self._seen if (found := self._near(frame, seen))]
        seen: list[_Seen] = []
        for each in followed:
            # Two that were followed may have run into one.
            if not _same(each.box, seen):
                seen.append(each)
        if len(seen) < len(self._seen) or not seen or self._frames % WHOLE_EVERY == 0:
            turn = 0.0 if seen else TURNS[self._frames % len(TURNS)]
            for new in self._whole(frame, turn):
                if not _same(new.box, seen):
                    taken = {other.number for other in seen}
                    number = min(set(range(1, len(seen) + 2)) - taken)
                    seen.append(_Seen(number, new.box, 0.0, new.score))
        self._frames += 1
        seen = sorted(seen, key=lambda each: each.box[3], reverse=True)[:MOST]
        cut_out = level(to_gray(frame), [rounded(each.box) for each in seen])
        faces = [
            Face(inside(each.box, height, width), each.score, crops, tilt, each.number)
            for each, (crops, tilt) in zip(seen, cut_out, strict=True)
        ]
        self._seen = [replace(each, tilt=face.tilt) for each, face in zip(seen, faces, strict=True)]
        return faces

    def _near(self, frame: np.ndarray, last: _Seen) -> _Seen | None:
        """The face that is now where one was, searched as level as that was."""
        place = square(last.box, last.tilt, REACH)
        patch = lit(cut(frame, place, PATCH), BLUR)
        found = [each for each in self._detector.detect(patch) if each.score >= KEPT]
        if not found:
            return None
        nearest = min(found, key=lambda each: np.hypot(*off_centre(each.box, PATCH)))
        box, score = placed_back(nearest, place, PATCH)
        return replace(last, box=box, score=score) if self._is_in(frame, box) else None

    def _whole(self, frame: np.ndarray, turn: float) -> Iterator[Detection]:
        least = needed(self._threshold, turn)
        for each in look(frame, WHOLE_SIDE, turn, self._detector):
            if each.score >= least and self._is_in(frame, each.box):
                yield each

    @staticmethod
    def _is_in(frame: np.ndarray, box: tuple[float, ...]) -> bool:
        return mostly_inside(box, *frame.shape[:2])


def _same(box: tuple[float, ...], among: list[_Seen]) -> bool:
    return any(overlap(box, other.box) >= 0.5 for other in among)
