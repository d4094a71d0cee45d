"""Which part and which class each image of a tree of folders belongs to."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from fer.data.entries import Entry
from fer.data.words import part_of
from fer.errors import FerError
from fer.schema import LEAST_CLASSES, MOST_CLASSES

SUFFIXES = frozenset(
    (
        ".jpg",
        ".jpeg",
        ".jpe",
        ".jfif",
        ".png",
        ".bmp",
        ".gif",
        ".webp",
        ".avif",
        ".heic",
        ".heif",
        ".tif",
        ".tiff",
        ".pgm",
        ".ppm",
        ".pnm",
    )
)
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"RIFF", b"II*\x00", b"MM\x00*")
_PREFIXES = ("training", "publictest", "privatetest")
"""What a file's name begins with in Kaggle's download of FER2013 (`PublicTest_2.jpg`)."""


@dataclass(frozen=True)
class Placed:
    """An image with its place in the data set.

    Attributes:
        entry: The file.
        name: Its class as the source calls it.
        part: Its part, one of `fer.data.words`; empty where the source says none.
    """

    entry: Entry
    name: str
    part: str


def images_of(entries: Iterable[Entry]) -> list[Entry]:
    """The files that are images by their name or, where that tells nothing, by their content."""
    return [entry for entry in entries if _is_image(entry)]


def _is_image(entry: Entry) -> bool:
    suffix = entry.path.suffix.lower()
    if suffix in SUFFIXES:
        return True
    if suffix and not suffix[1:].isdecimal():
        return False
    with entry.open() as file:
        return file.read(4).startswith(_BEGINNINGS)


def place(images: Sequence[Entry], source: str) -> tuple[list[Placed], list[Entry]]:
    """Read parts and classes off the folders.

    A class is the folder inside a folder named after a part (`train/happy/…`), or the one around it
    (`happy/train/…`); without such folders it is the first folder in which the images' paths
    differ.

    Args:
        images: What `images_of` gave.
        source: What it is called, for messages.

    Returns:
        The images with their places, and those that lie outside of the folders of the others.

    Raises:
        FerError: No image lies in a folder that could be its class.
    """
    parted = [image for image in images if _part_at(image) is not None]
    if parted:
        found = [_in_part(image) for image in parted]
        if not any(found):
            found = [_around_part(image) for image in parted]
            if len({one.name for one in found if one}) < 2:
                # A folder around all of them is the data set's own.
                found = [None] * len(parted)
        outside = [image for image in images if _part_at(image) is None]
    else:
        found, outside = _flat(images)
    placed = [one for one in found if one is not None]
    outside += [image for image, one in zip(parted, found, strict=False) if one is None]
    if not placed:
        folders = {image.path.parent for image in images} - {PurePosixPath()}
        alone = not parted and len(folders) == 1
        has = (
            f"one class folder ({folders.pop()}), and a data set has {LEAST_CLASSES} to "
            f"{MOST_CLASSES} classes"
            if alone
            else "no class folders"
        )
        raise FerError(
            f"{source} has {has}: sort its images into one folder per class "
            "(train/happy/…, test/happy/… or just happy/…), put a table of their names and labels "
            "beside them, or bring a CSV of pixels and labels."
        )
    return placed, outside


def part_of_folders(image: Entry) -> str:
    """The part that an image's folders say it belongs to; empty where they say none."""
    at = _part_at(image)
    return "" if at is None else _part(image, image.path.parts[at])


def _part_at(image: Entry) -> int | None:
    """The place of the deepest folder that is named after a part."""
    folders = image.path.parts[:-1]
    return next((at for at in range(len(folders) - 1, -1, -1) if part_of(folders[at])), None)


def _in_part(image: Entry) -> Placed | None:
    at, parts = _part_at(image), image.path.parts
    if at is None or at + 2 >= len(parts):
        return None
    return Placed(image, parts[at + 1], _part(image, parts[at]))


def _around_part(image: Entry) -> Placed | None:
    at, parts = _part_at(image), image.path.parts
    return Placed(image, parts[at - 1], _part(image, parts[at])) if at else None


def _part(image: Entry, folder: str) -> str:
    prefix = image.path.stem.partition("_")[0].lower()
    return part_of(prefix if prefix in _PREFIXES else folder) or ""


def _flat(images: Sequence[Entry]) -> tuple[list[Placed | None], list[Entry]]:
    folders = Counter(image.path.parts[:-1] for image in images)
    # A stray picture beside the folders, such as a poster, should not make a class of its own.
    deep = [path for path in folders if path]
    if len(deep) < 2:
        return [], list(images)
    shared = 0
    while len({path[: shared + 1] for path in deep}) == 1:
        shared += 1
    inside = [image for image in images if len(image.path.parts) - 1 > shared]
    outside = [image for image in images if len(image.path.parts) - 1 <= shared]
    return [Placed(image, image.path.parts[shared], "") for image in inside], outside
