"""`predictions.npz`: what a run said of every image outside of its training."""

import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

import numpy as np

from fer.errors import FerError
from fer.runs.reading import version
from fer.schema import Schema

PREDICTIONS = "predictions.npz"

MOST_IMAGES = 1_000_000
"""Of a split; FER2013's have 3,589."""
MOST_BYTES = 100_000_000
"""Of the file; three splits of `MOST_IMAGES` are 69 million uncompressed."""

Predictions = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Of a split: probabilities float16 (n, classes), labels uint8 (n,), image hashes uint64 (n,)."""

_PARTS = {
    "probabilities": np.dtype("<f2"),
    "labels": np.dtype("|u1"),
    "hashes": np.dtype("<u8"),
    "twins": np.dtype("|u1"),
}
"""The arrays of a split, each with its type; probabilities have a number for each class."""

_TWINS = "twins"
"""The array, left out by older runs, that says which images have a twin among those that the run
learnt from: pixels that are equal to the last."""

_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00\x76\x00\{'descr': '(?P<type>[^']{1,20})', "
    rb"'fortran_order': (?P<order>True|False), 'shape': \((?P<shape>[0-9, ]{0,40})\), \} *\n"
)
"""What `numpy.savez` writes before an array (NEP 1). Nothing else is taken, as NumPy's own reader
evaluates the header and believes its shape. It fills 128 bytes, 118 of them after the length."""
_HEADER_BYTES = 128

_ONE = 0x3C00
"""The bits of 1.0 in float16: as whole numbers, those of 0 to 1 are the only ones not above."""


def count_images(folder: Path, schema: Schema) -> dict[str, int]:
    """How many images of each split a run's `predictions.npz` is about, all of it being checked.

    Raises:
        FerError: The file is missing or damaged.
    """
    return {
        split: len(labels)
        for split, (_, labels, _) in _read(folder, schema.predicted, schema).items()
    }


def read_predictions(folder: Path, split: str, schema: Schema) -> Predictions:
    """What a run said of a split's images.

    Raises:
        FerError: The file is missing or damaged.
    """
    return _read(folder, [split], schema)[split]


def read_twins(folder: Path, split: str, schema: Schema) -> np.ndarray:
    """Which of a split's images have a pixel-identical twin among those that the run learnt from.

    Returns:
        bool (n,), in the order of `read_predictions`.

    Raises:
        FerError: The file is missing or damaged, or older than that it says so.
    """
    with _opened(folder) as archive:
        return _array(archive, split, _TWINS, len(schema.classes)).astype(bool)


def _read(folder: Path, splits: Iterable[str], schema: Schema) -> dict[str, Predictions]:
    classes = len(schema.classes)
    with _opened(folder) as archive:
        return {split: _split(archive, split, classes) for split in splits}


@contextmanager
def _opened(folder: Path) -> Iterator[ZipFile]:
    path = folder / PREDICTIONS
    found = version(path)
    if found is None:
        raise FerError(f"{PREDICTIONS} is missing.")
    if found.bytes > MOST_BYTES:
        raise FerError(f"{PREDICTIONS} has more than {MOST_BYTES:,} bytes.")
    try:
        with ZipFile(path) as archive:
            yield archive
    # Of an encrypted member zipfile raises RuntimeError.
    except (OSError, EOFError, ValueError, RuntimeError, BadZipFile, zlib.error) as error:
        raise FerError(f"{PREDICTIONS} is damaged: {error}.") from error


def _split(archive: ZipFile, split: str, classes: int) -> Predictions:
    parts = [part for part in _PARTS if part != _TWINS]
    if f"{split}_{_TWINS}.npy" in archive.NameToInfo:
        parts.append(_TWINS)
    arrays = [_array(archive, split, part, classes) for part in parts]
    probabilities, labels, hashes, *twins = arrays
    if len(set(map(len, arrays))) > 1:
        raise FerError(f"{PREDICTIONS}: the arrays of {split} must be of one length.")
    if probabilities.view(np.uint16).max() > _ONE:
        raise FerError(f"{PREDICTIONS}: {split}_probabilities must be numbers from 0 to 1.")
    if labels.max() >= classes:
        raise FerError(f"{PREDICTIONS}: {split}_labels must be from 0 to {classes - 1}.")
    if twins and twins[0].max() > 1:
        raise FerError(f"{PREDICTIONS}: {split}_twins must be 0 or 1.")
    return probabilities, labels, hashes


def _array(archive: ZipFile, split: str, part: str, classes: int) -> np.ndarray:
    """An array of the archive, read only if it has the type, the shape and the bytes it should."""
    name, dtype = f"{split}_{part}", _PARTS[part]
    tail = (classes,) if part == "probabilities" else ()
    if f"{name}.npy" not in archive.NameToInfo:
        raise FerError(f"{PREDICTIONS} lacks {name}.")
    member = archive.getinfo(f"{name}.npy")
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise FerError(f"{PREDICTIONS}: {name} must be stored or deflated.")
    with archive.open(member) as file:
        start = file.read(_HEADER_BYTES)
        header = _HEADER.fullmatch(start)
        if header is None:
            raise FerError(f"{PREDICTIONS}: {name} must be an array as numpy.savez writes it.")
        if header["type"].decode() != dtype.str:
            raise FerError(f"{PREDICTIONS}: {name} must be of type {dtype.name}.")
        shape = tuple(int(side) for side in header["shape"].split(b",") if side.strip())
        if not shape or shape[1:] != tail or not 1 <= shape[0] <= MOST_IMAGES:
            raise FerError(f"{PREDICTIONS}: {name} must not have the shape {shape}.")
        size = dtype.itemsize * shape[0] * (tail[0] if tail else 1)
        # A byte more than there should be: only at a member's end its checksum is looked at.
        content = file.read(size + 1)
    if len(content) != size:
        raise FerError(f"{PREDICTIONS}: {name} has not the {size:,} bytes that its shape needs.")
    order = "F" if header["order"] == b"True" else "C"
    return np.frombuffer(content, dtype).reshape(shape, order=order)
