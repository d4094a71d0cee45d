"""Runs beside each other on the same images. No TensorFlow."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fer.comparison.kept import kept
from fer.errors import FerError
from fer.evaluation import mcnemar
from fer.runs import Run
from fer.words import bold, count

RUNS_KEPT = 200
"""Runs whose answers, about 100 KB each, stay in memory."""


@dataclass(frozen=True)
class Pairing:
    """Two runs' right answers on the same images (McNemar 1947).

    Attributes:
        both: Images that both get right.
        only_first: Images that only the first gets right.
        only_second: Images that only the second gets right.
        neither: Images that both get wrong.
    """

    both: int
    only_first: int
    only_second: int
    neither: int

    @property
    def p(self) -> float:
        """Exact two-sided p of McNemar's test."""
        return mcnemar(self.only_first, self.only_second)

    @property
    def p_words(self) -> str:
        """That p, in words."""
        return _p_words(self.p)

    @property
    def n(self) -> int:
        """Images that both were asked about."""
        return self.both + self.only_first + self.only_second + self.neither

    def words(self, first: str, second: str, p: float | None = None) -> str:
        """What the test says, in sentences of Markdown.

        Args:
            first: Name of the first run.
            second: Name of the second.
            p: The p that is told, where it is corrected for other tests.
        """
        p = self.p if p is None else p
        gap = self.only_first - self.only_second
        if not gap:
            return (
                f"{bold(first)} and {bold(second)} are right on equally many of these {self.n:,} "
                f"images ({_p_words(p)})."
            )
        better, worse = (first, second) if gap > 0 else (second, first)
        points = 100 * abs(gap) / self.n
        # What would be rounded to no points is told in images.
        more = f"{points:.1f} points" if points >= 0.05 else count(abs(gap), "image")
        chance = "another draw of images could explain it" if p >= 0.05 else "more than chance"
        return (
            f"{bold(better)} is right on {more} more of these {self.n:,} images than "
            f"{bold(worse)}: {chance} ({_p_words(p)})."
        )


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values corrected for their number (Holm 1979): none is below what it was."""
    tests, largest = len(p_values), 0.0
    corrected = [0.0] * tests
    for rank, place in enumerate(sorted(range(tests), key=lambda place: p_values[place])):
        largest = max(largest, min(1.0, (tests - rank) * p_values[place]))
        corrected[place] = largest
    return corrected


def _p_words(p: float) -> str:
    return "McNemar's p < 0.001" if p < 0.001 else f"McNemar's p = {p:.2g}"


@kept(RUNS_KEPT)
def answers(run: Run, splits: tuple[str, ...] = ()) -> pd.DataFrame:
    """What a run said of every image of `splits`; kept in memory, so not to be changed.

    Args:
        run: The run.
        splits: Names of splits; if not given, the test splits.

    Returns:
        Columns `hash` (uint64, of the pixels), `label`, `predicted` (uint8), `confidence` (of the
        predicted class) and `right` (bool); in the order in which the data set has them.

    Raises:
        FerError: It has no predictions, or its file is damaged.
    """
    parts = [run.predictions(split) for split in splits or run.config.schema.test]
    probabilities, labels, hashes = (np.concatenate(part) for part in zip(*parts, strict=True))
    predicted = probabilities.argmax(axis=1)
    return pd.DataFrame(
        {
            "hash": hashes,
            "label": labels,
            "predicted": predicted.astype(np.uint8),
            "confidence": probabilities.max(axis=1).astype(np.float32),
            "right": predicted == labels,
        }
    )


def check_same_images(first: pd.DataFrame, second: pd.DataFrame) -> None:
    """Make sure that two `answers` can be compared row by row.

    Raises:
        FerError: They are about different images.
    """
    if len(first) != len(second) or not (
        np.array_equal(first["hash"], second["hash"])
        and np.array_equal(first["label"], second["label"])
    ):
        raise FerError("These runs were not asked about the same images: compare runs of one set.")


def pair(first: pd.DataFrame, second: pd.DataFrame) -> Pairing:
    """Compare two runs' `answers`.

    Raises:
        FerError: They are about different images.
    """
    check_same_images(first, second)
    one, other = first["right"].to_numpy(), second["right"].to_numpy()
    return Pairing(
        both=int((one & other).sum()),
        only_first=int((one & ~other).sum()),
        only_second=int((~one & other).sum()),
        neither=int((~one & ~other).sum()),
    )


def disagreements(first: pd.DataFrame, second: pd.DataFrame) -> np.ndarray:
    """Rows on which two `answers` differ, those that one was surest of first: int64 (n,)."""
    check_same_images(first, second)
    rows = np.flatnonzero(first["predicted"].to_numpy() != second["predicted"].to_numpy())
    sure = np.maximum(first["confidence"].to_numpy()[rows], second["confidence"].to_numpy()[rows])
    return rows[np.argsort(-sure, kind="stable")]
