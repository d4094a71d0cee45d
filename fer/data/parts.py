"""From the parts that a source names to a data set's training, validation and test splits."""

import numpy as np

from fer.data.found import Found
from fer.data.near import alike_groups
from fer.data.samples import Samples, pixel_hashes
from fer.data.splits import choose_units
from fer.errors import FerError
from fer.schema import Schema

TEST_SHARE = 0.2
"""Share of each class that becomes the test split of a source that has none."""
LEAST_TO_DRAW = 3
"""Images of a class of which that share is one, rounded."""


def samples_of(found: Found, seed: int, labels: str = "") -> tuple[Samples, list[str]]:
    """Make a data set of what a source holds.

    FER2013's two test parts stay two. A source without a test part has its validation part for one,
    and one without either gives a fifth of each class, look-alikes on one side.

    Args:
        found: what the source holds; there is at least one image.
        seed: of the split of a source that has none.
        labels: whose labels these are, if not the images' own.

    Returns:
        The samples, and what the user should know, in sentences.

    Raises:
        FerError: the parts make no data set.
    """
    parts, notes = found.parts.copy(), []
    present = {*parts.tolist()}
    if "" in present and len(present) > 1:
        raise FerError(
            "Some images say which part they belong to and others do not: say it of all."
        )
    tests = [each for each in ("test", "public", "private") if each in present]
    if "test" in tests and len(tests) > 1:
        raise FerError(
            "Some test images are PublicTest or PrivateTest and others only test: name all of them "
            "one way."
        )
    if not tests and "validation" in present and "training" in present:
        parts[parts == "validation"] = "test"
        notes.append("There is no test part, so the validation part is the test split.")
        tests = ["test"]
    elif not tests:
        rest = present - {""}
        if rest - {"training"}:
            raise FerError("There are no training images: bring a part called train too.")
        chosen = _drawn(found, seed)
        if not chosen.any():
            raise FerError(
                f"The source has one part, and too few images to draw {TEST_SHARE:.0%} of each "
                f"class from as test split: bring at least {LEAST_TO_DRAW} of each class that do "
                "not look alike, or a part called test."
            )
        parts = np.where(chosen, "test", "training").astype(object)
        notes.append(
            f"The source has one part: {TEST_SHARE:.0%} of each class were drawn as test split "
            f"(seed {seed}), images that look alike on one side."
        )
        tests = ["test"]
    if not (parts == "training").any():
        raise FerError("There are no training images: bring a part called train too.")
    schema = Schema(
        found.classes, tuple(tests), validation=bool((parts == "validation").any()), labels=labels
    )
    usage = np.array([schema.parts.index(part) for part in parts], np.uint8)
    return Samples(found.images, found.labels, usage, schema), notes


def _drawn(found: Found, seed: int) -> np.ndarray:
    """Which images become the test split: bool of shape (n,)."""
    twins = np.unique(pixel_hashes(found.images), return_inverse=True)[1]
    unit = alike_groups(found.images, twins)
    random = np.random.default_rng(seed)
    return choose_units(unit, found.labels, TEST_SHARE, random)[unit]


def missing(samples: Samples) -> list[str]:
    """Which classes some part has no image of, in sentences."""
    said = []
    for code, part in enumerate(samples.schema.parts):
        there = set(samples.labels[samples.usage == code].tolist())
        absent = [name for label, name in enumerate(samples.schema.classes) if label not in there]
        if absent:
            said.append(f"No image of {', '.join(absent)} in {part}.")
    return said
