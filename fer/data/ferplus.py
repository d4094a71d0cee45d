"""FER+: ten people's votes for each of FER2013's images, as a second label set.

Barsoum et al. 2016, "Training Deep Networks for Facial Expression Recognition with Crowd-Sourced
Label Distribution"; their file `fer2013new.csv` has a row for each row of `fer2013.csv`.
"""

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fer.data.found import Found
from fer.data.sources import at_home
from fer.data.words import part_of
from fer.errors import FerError
from fer.schema import FER2013

LABELS = "FER+"
NAME = "ferplus"
COLUMNS = {
    "neutral": "neutral",
    "happiness": "happy",
    "surprise": "surprise",
    "sadness": "sad",
    "anger": "angry",
    "disgust": "disgust",
    "fear": "fear",
    "contempt": "contempt",
    "unknown": "unknown",
    "nf": "no face",
}
"""What the file's columns of votes stand for."""


@dataclass(frozen=True)
class Votes:
    """A row of FER+'s file.

    Attributes:
        counts: How many people voted for each of the values of `COLUMNS`.
        part: The image's part, one of `fer.data.words`; empty where the file has none.
    """

    counts: dict[str, int]
    part: str


def relabelled(
    images: np.ndarray, parts: np.ndarray, places: np.ndarray, file: Path, notes: list[str]
) -> Found:
    """FER2013's images with the labels that FER+ gives them.

    Args:
        images: uint8 of shape (n, 48, 48).
        parts: the part of each, n texts.
        places: the row of `fer2013.csv` that each came from, int64 (n,).
        file: `fer2013new.csv`.
        notes: what the user should know already.

    Raises:
        FerError: the file cannot be read, or is of other images.
    """
    votes = read_votes(file)
    if len(places) == 0 or places.max() >= len(votes):
        raise FerError(
            f"{file.name} has {len(votes):,} rows, and the table of pixels more: FER+ goes with "
            "the original fer2013.csv, row by row."
        )
    others = [
        place
        for place, part in zip(places.tolist(), parts.tolist(), strict=True)
        if part and votes[place].part not in ("", part)
    ]
    if others:
        raise FerError(
            f"Row {others[0] + 1:,} of {file.name} is of another part than the table's: FER+ goes "
            "with the original fer2013.csv, row by row."
        )
    answers = np.array([majority(votes[place].counts) for place in places], dtype=object)
    kept = np.isin(answers, FER2013.classes)
    left = Counter(answers[~kept].tolist())
    named = [f"{count:,} {reason}" for reason, count in sorted(left.items())]
    code = {name: number for number, name in enumerate(FER2013.classes)}
    rule = (
        "Labels are FER+'s: of ten votes, single ones aside, more than half must be for one class. "
        f"Left out: {', '.join(named) or 'none'}. Contempt is none of FER2013's seven classes."
    )
    return Found(
        images[kept],
        np.array([code[answer] for answer in answers[kept]], np.uint8),
        FER2013.classes,
        parts[kept],
        [*notes, rule],
    )


def majority(votes: dict[str, int]) -> str:
    """The class that most people see, by FER+'s own rule (its `ferplus.py`, mode `majority`).

    Returns:
        One of the values of `COLUMNS`; `unknown` where no class has more than half of the votes
        that are not alone.
    """
    several = {name: count for name, count in votes.items() if count > 1}
    name = max(several, key=several.get, default="unknown")
    return name if 2 * several.get(name, 0) > sum(several.values()) else "unknown"


def read_votes(file: Path) -> list[Votes]:
    """The votes of each row of FER+'s file.

    Raises:
        FerError: it cannot be read, or is another file.
    """
    wrong = f"{file} is not FER+'s fer2013new.csv: get it from github.com/microsoft/FERPlus."
    try:
        with at_home(file).open(encoding="utf-8-sig", newline="") as text:
            rows = csv.reader(text)
            header = [name.strip().lower() for name in next(rows, [])]
            if not COLUMNS.keys() <= {*header}:
                raise FerError(wrong)
            places = {header.index(column): name for column, name in COLUMNS.items()}
            usage = header.index("usage") if "usage" in header else None
            return [
                Votes(
                    {name: int(row[at]) for at, name in places.items()},
                    "" if usage is None else part_of(row[usage]) or "",
                )
                for row in rows
                if row
            ]
    except OSError as error:
        raise FerError(
            f"{file} cannot be read ({error.strerror or error}): check the path."
        ) from error
    except (UnicodeDecodeError, csv.Error, ValueError, IndexError) as error:
        raise FerError(wrong) from error
