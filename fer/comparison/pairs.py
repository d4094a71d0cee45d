"""Runs beside each other on the same images. No TensorFlow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from fer.comparison.measures import TEST
from fer.errors import FerError
from fer.evaluation import mcnemar
from fer.runs import Run


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
    def n(self) -> int:
        """Images that both were asked about."""
        return self.both + self.only_first + self.only_second + self.neither

    def words(self, first: str, second: str) -> str:
        """What the test says, in a sentence of Markdown."""
        gap = (self.only_first - self.only_second) / self.n
        if self.p < 0.05:
            better, worse = (first, second) if gap > 0 else (second, first)
            return (
                f"**{better}** is better than **{worse}** by {abs(gap):.1%} of the images "
                f"({p_words(self.p)}): more than chance explains."
            )
        return (
            f"**{first}** and **{second}** differ by {abs(gap):.1%} of the images, which chance "
            f"may explain ({p_words(self.p)})."
        )


def p_words(p: float) -> str:
    """A p-value as it is written: `p = 0.032`, `p < 0.001`."""
    return "McNemar's p < 0.001" if p < 0.001 else f"McNemar's p = {p:.2g}"


def answers(run: Run, splits: Sequence[str] = TEST) -> pd.DataFrame:
    """What a run said of every image of `splits`.

    Returns:
        Columns `hash` (uint64, of the pixels), `label`, `predicted` (uint8), `confidence` (of the
        predicted class) and `right` (bool); in the order in which the data set has them.

    Raises:
        FerError: It has no predictions, or its file is damaged.
    """
    parts = [run.predictions(split) for split in splits]
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


def differing_settings(runs: Sequence[Run]) -> pd.DataFrame:
    """What differs in the runs' `config.json`: a row a setting, a column a run, values as text."""
    flat = {run.name: dict(_flatten(run.config.to_json())) for run in runs}
    names = dict.fromkeys(name for values in flat.values() for name in values)
    rows = {
        name: {run: values.get(name, "") for run, values in flat.items()}
        for name in names
        if name != "run" and len({values.get(name, "") for values in flat.values()}) > 1
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(flat)).rename_axis("setting")


def _flatten(values: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found = []
    for name, value in values.items():
        if isinstance(value, Mapping):
            found += _flatten(value, f"{prefix}{name} ")
        else:
            text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            found.append(((prefix + name).replace("_", " "), text))
    return found
