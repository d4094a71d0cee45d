"""What a source holds before it is known which data set that makes."""

from dataclasses import dataclass, field

import numpy as np

from fer.data.decoding import UnreadableError
from fer.errors import FerError

TOLERATED = 0.01
"""Share of the images that may be unreadable."""
LISTED = 20
"""Names of skipped images that are listed."""


@dataclass
class Skipped:
    """Images that were left out, and why.

    Attributes:
        strict: Whether the first unreadable one ends the import.
        unreadable: What is wrong with each of those that cannot be read.
        without_face: Paths of those in which no face was found.
    """

    strict: bool = False
    unreadable: list[str] = field(default_factory=list)
    without_face: list[str] = field(default_factory=list)

    def cannot_be_read(self, error: UnreadableError) -> None:
        """Note an image that cannot be read.

        Raises:
            FerError: None may be left out.
        """
        if self.strict:
            raise FerError(f"{error}: mend it, take it out, or import without --strict.") from error
        self.unreadable.append(str(error))

    def check(self, total: int) -> None:
        """Refuse a source of which too much cannot be read.

        Args:
            total: Images, these included.

        Raises:
            FerError: More than `TOLERATED` of them cannot be read.
        """
        bad = len(self.unreadable)
        if bad > TOLERATED * total:
            more = f" (the first of {bad:,} in {total:,})" if bad > 1 else ""
            raise FerError(
                f"{self.unreadable[0]}{more}; more than {TOLERATED:.0%} of the images are like "
                "that: mend them or take them out."
            )

    def notes(self) -> list[str]:
        """What was left out, in sentences."""
        said = []
        if self.unreadable:
            listed = "; ".join(self.unreadable[:LISTED])
            more = "; …" if len(self.unreadable) > LISTED else ""
            said.append(
                f"Left out, as they cannot be read: {len(self.unreadable):,} ({listed}{more})."
            )
        if self.without_face:
            listed = ", ".join(self.without_face[:LISTED])
            more = ", …" if len(self.without_face) > LISTED else ""
            said.append(
                f"Left out, as no face was found: {len(self.without_face):,} ({listed}{more})."
            )
        return said


@dataclass
class Found:
    """Labelled images as a source has them.

    Attributes:
        images: uint8 of shape (n, 48, 48).
        labels: uint8 of shape (n,), an index into `classes`.
        classes: The classes.
        parts: The part of each image, one of `fer.data.words`, or empty: n texts.
        notes: What the user should know, in sentences.
    """

    images: np.ndarray
    labels: np.ndarray
    classes: tuple[str, ...]
    parts: np.ndarray
    notes: list[str]
