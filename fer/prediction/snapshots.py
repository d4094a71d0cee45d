"""The strip of a session's snapshots, to compare expressions."""

from dataclasses import dataclass

import numpy as np

from fer.prediction.judging import Answer

KEPT = 12


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A snapshot's largest face.

    Attributes:
        key: The snapshot's own.
        face: uint8 (48, 48), gray.
        words: What the runs say of it.
    """

    key: str
    face: np.ndarray
    words: str


def add(strip: list[Snapshot], key: str, answer: Answer) -> None:
    """Put a snapshot in front of the strip, or its new answers in its place.

    One without a face is left out; only `KEPT` stay.
    """
    if not answer.faces:
        return
    largest = max(range(len(answer.faces)), key=lambda place: answer.faces[place].box[3])
    words = ", ".join(dict.fromkeys(each.label for each in answer.predictions[largest]))
    snapshot = Snapshot(key, answer.faces[largest].crop, words)
    place = next((place for place, each in enumerate(strip) if each.key == key), None)
    if place is None:
        strip.insert(0, snapshot)
        del strip[KEPT:]
    else:
        strip[place] = snapshot
