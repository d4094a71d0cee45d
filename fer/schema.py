"""What a data set is made of: its classes in order, its test splits, the size of its images.

It stands in a data set's `dataset.json` and in the `config.json` of each run that learnt it, so
that a run can be read, asked and judged where its data set is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, get_args

from fer import IMAGE_SIZE
from fer.errors import FerError

TestSplit = Literal["test", "public", "private"]
TEST_SPLITS: tuple[str, ...] = get_args(TestSplit)
"""What a test split can be called: `test` where there is one, FER2013's where there are its two."""

LEAST_CLASSES, MOST_CLASSES = 2, 50
LONGEST_CLASS = 40
"""Characters of a class's name."""


@dataclass(frozen=True)
class Schema:
    """The form of a data set.

    Attributes:
        classes: Names of the classes; a label is an index into them.
        test: Names of the test splits, which choose nothing; the last is told first.
        image_size: Height and width of every image, in pixels.
        validation: Whether the set has a validation part of its own; else one is taken out of
            training.
        labels: Whose labels these are, where a set of images has several; empty for its own.

    Raises:
        FerError: There are too few or too many classes, two have one name, a name cannot be shown,
            or the splits or the size are none that this program knows.
    """

    classes: tuple[str, ...]
    test: tuple[str, ...] = ("test",)
    image_size: int = IMAGE_SIZE
    validation: bool = False
    labels: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "classes", tuple(self.classes))
        object.__setattr__(self, "test", tuple(self.test))
        _check_classes(self.classes)
        if not self.test or len(set(self.test)) < len(self.test) or {*self.test} - {*TEST_SPLITS}:
            raise FerError(f"The test splits are one or two of {', '.join(TEST_SPLITS)}.")
        if self.image_size != IMAGE_SIZE:
            raise FerError(f"Images have {IMAGE_SIZE} pixels a side, not {self.image_size}.")

    @property
    def main(self) -> str:
        """The test split that is told first: FER2013's `private`, or else `test`."""
        return self.test[-1]

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The parts of a data set, in the order of their codes: `training` first."""
        return "training", *self.test, *(["validation"] if self.validation else [])

    @cached_property
    def splits(self) -> tuple[str, ...]:
        """The splits on which a run is measured."""
        return "train", "validation", *self.test

    @cached_property
    def predicted(self) -> tuple[str, ...]:
        """The splits whose answers a run keeps: those that it did not learn."""
        return "validation", *self.test

    @property
    def words(self) -> str:
        """The classes, in few words."""
        if self.classes == FER2013.classes:
            return "seven expressions" + f", labelled by {self.labels}" * bool(self.labels)
        return f"{len(self.classes)} classes ({', '.join(self.classes)})"

    def to_json(self) -> dict[str, Any]:
        """The schema as files hold it."""
        return {
            "classes": list(self.classes),
            "test": list(self.test),
            "image_size": self.image_size,
            **({"validation": True} if self.validation else {}),
            **({"labels": self.labels} if self.labels else {}),
        }


def _check_classes(classes: Sequence[str]) -> None:
    if not LEAST_CLASSES <= len(classes) <= MOST_CLASSES:
        raise FerError(
            f"A data set has {LEAST_CLASSES} to {MOST_CLASSES} classes, not {len(classes)}."
        )
    for name in classes:
        if not (0 < len(name) <= LONGEST_CLASS and name.isprintable() and name == name.strip()):
            raise FerError(
                f"{name[:LONGEST_CLASS]!r} cannot name a class: give it 1 to {LONGEST_CLASS} "
                "characters that can be shown."
            )
        if name == "total":
            raise FerError("No class can be called 'total', which counts all of them.")
    if len(set(classes)) < len(classes):
        twice = next(name for name in classes if list(classes).count(name) > 1)
        raise FerError(f"Two classes are called {twice!r}: give each a name of its own.")


FER2013 = Schema(
    ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"), ("public", "private")
)
"""The seven classes in the order of FER2013's labels 0 to 6, and its two test splits."""
