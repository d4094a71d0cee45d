"""How a source of labelled faces is to be read."""

from dataclasses import dataclass
from pathlib import Path

from fer.data.classes import Wish
from fer.data.decoding import Fit
from fer.runs.ranges import require_seed


@dataclass(frozen=True)
class Options:
    """How a source is to be read.

    Attributes:
        classes: What the classes are, where the source's own names do not say it.
        fit: How an image that is no square becomes one.
        find_faces: Whether the images are photos, of which the largest face is taken.
        strict: Whether the first image that cannot be read ends the import.
        seed: Of the split of a source that has none.
        labels: FER+'s label file, to be taken instead of FER2013's own labels.

    Raises:
        FerError: The seed is none.
    """

    classes: Wish = None
    fit: Fit = "crop"
    find_faces: bool = False
    strict: bool = False
    seed: int = 0
    labels: Path | None = None

    def __post_init__(self) -> None:
        require_seed("The seed of the test split", self.seed)
