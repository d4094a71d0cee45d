"""Reader of class folders: `train|test/<class>/<image>` below any upper folder.

The file name tells an image's part as in Kaggle's download (`Training_1.jpg`, `PublicTest_2.jpg`,
`PrivateTest_3.jpg`); without such a prefix the folder does (`train`, `Training`, `PublicTest`,
`PrivateTest`). A folder `test` alone does not say which of the two test parts is meant, and
dealing its images out by chance would make figures that compare with nobody else's, so a file
there without a prefix is an error.
"""

import io
import struct
import zipfile
import zlib

import numpy as np
from PIL import Image

from fer import IMAGE_SIZE
from fer.data.entries import Entry, Progress
from fer.data.samples import Samples
from fer.errors import FerError
from fer.schema import FER2013

MAX_IMAGE_BYTES = 1 << 20
"""Largest image file accepted, unpacked; a 48x48 image takes a few thousand bytes."""

_SUFFIXES = (".jpg", ".jpeg", ".png")
_PREFIXES = {"training": "training", "publictest": "public", "privatetest": "private"}
_FOLDERS = {**_PREFIXES, "train": "training", "test": None}
_UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    NotImplementedError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def is_face(entry: Entry) -> bool:
    """Whether an entry is an image inside a folder inside `train`, `test` or their like."""
    parts = entry.path.parts
    return (
        len(parts) >= 3 and parts[-3].lower() in _FOLDERS and entry.path.suffix.lower() in _SUFFIXES
    )


def read_class_folders(entries: list[Entry], progress: Progress) -> Samples:
    """Decode the images of class folders.

    Args:
        entries: files for which `is_face` holds.
        progress: told how many are done.

    Raises:
        FerError: a folder is none of the seven classes, a file does not say which test part it
            belongs to, or an image is unreadable or not 48x48.
    """
    labels = np.array([_label(entry) for entry in entries], np.uint8)
    usage = np.array([_usage(entry) for entry in entries], np.uint8)
    images = np.empty((len(entries), IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    for index, entry in enumerate(entries):
        images[index] = _pixels(entry)
        if index % 500 == 0:
            progress(index / len(entries), f"Reading images: {index:,} of {len(entries):,}")
    return Samples(images, labels, usage)


def _label(entry: Entry) -> int:
    name = entry.path.parent.name.lower()
    if name not in FER2013.classes:
        raise FerError(
            f"The folder {entry.path.parent} is none of the seven classes "
            f"({', '.join(FER2013.classes)}): rename it or take it out."
        )
    return FER2013.classes.index(name)


def _usage(entry: Entry) -> int:
    prefix = entry.path.stem.partition("_")[0].lower()
    usage = _PREFIXES.get(prefix) or _FOLDERS[entry.path.parts[-3].lower()]
    if usage is None:
        raise FerError(
            f"{entry.path} does not say which test part it belongs to: begin the file names in "
            "test/ with PublicTest_ or PrivateTest_, or use folders named PublicTest and "
            "PrivateTest."
        )
    return FER2013.parts.index(usage)


def _pixels(entry: Entry) -> np.ndarray:
    """Decode one image to gray: uint8 of shape (48, 48)."""
    if entry.size > MAX_IMAGE_BYTES:
        raise FerError(
            f"{entry.path} has {entry.size:,} bytes, too many for a 48x48 image: take it out or "
            "replace it."
        )
    try:
        with entry.open() as file, Image.open(io.BytesIO(file.read())) as image:
            size = image.size
            if size == (IMAGE_SIZE, IMAGE_SIZE):
                return np.asarray(image.convert("L"))
    except _UNREADABLE as error:
        raise FerError(
            f"The image {entry.path} cannot be read, it is damaged: replace it or take it out."
        ) from error
    raise FerError(
        f"The image {entry.path} is {size[0]}x{size[1]} pixels: every image must be "
        f"{IMAGE_SIZE}x{IMAGE_SIZE}."
    )
