"""Reader of tables with a row a face: pixels, a label, and often a part."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import BinaryIO

import numpy as np
from PIL import Image

from fer import IMAGE_SIZE
from fer.data.decoding import UnreadableError
from fer.data.entries import MAX_FILES, Progress
from fer.data.found import Skipped
from fer.data.samples import PIXELS
from fer.data.words import part_of, whole_number
from fer.errors import FerError

MAX_LINE = 1 << 20
"""Longest line accepted, in characters; a row of 2,304 pixels has at most 9,300."""

LEAST_PIXELS = 100
"""Numbers from which a cell is an image."""

LABELS = ("emotion", "label", "class", "expression", "category", "target", "emotions", "labels")
PARTS = ("usage", "split", "set", "subset", "partition", "part")
"""What columns are called, the likeliest first."""

_BYTES = {str(value): value for value in range(256)}
_SEPARATORS = re.compile(r"[\s,;\[\]]+")


@dataclass
class Rows:
    """What a table holds.

    Attributes:
        images: uint8 of shape (n, 48, 48).
        labels: The label of each row as it is written, whole numbers in their plainest form.
        parts: The part of each row, one of `fer.data.words`; empty where there is no such column.
        places: The row of the table that each came from, counted from 0: int64 (n,).
        fer2013: Whether the columns are FER2013's own, `emotion` and `pixels`.
    """

    images: np.ndarray
    labels: list[str]
    parts: list[str]
    places: np.ndarray
    fer2013: bool


@dataclass(frozen=True)
class _Columns:
    pixels: int
    label: int | None
    part: int | None
    fer2013: bool


class NoTableError(FerError):
    """A text that is no table of faces."""


def read_table(
    file: BinaryIO, size: int, source: str, skipped: Skipped, progress: Progress
) -> Rows | None:
    """Read a table of faces.

    Columns stand in any order, between commas, semicolons or tabs, with or without a header. The
    pixels are told by their numbers, the label and the part by the column's name or, without a
    header, by what is in it. Pixels are those of a square of any size. Row numbers in messages
    count the faces from 1, the header not included.

    Args:
        file: the table's bytes, read from where it stands; left open.
        size: its length in bytes, for the progress.
        source: its name, for messages.
        skipped: takes rows that cannot be read.
        progress: told how much is done.

    Returns:
        The rows; None where the images have no labels.

    Raises:
        NoTableError: it is no table of faces.
        FerError: a row has a wrong part, or too many rows cannot be read.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    # Of the whole process, whose other tables have no cells as long as images.
    usual = csv.field_size_limit(MAX_LINE)
    pixels, labels, parts, places = bytearray(), [], [], []
    try:
        beginning = text.readline(MAX_LINE)
        delimiter = delimiter_of(beginning)
        lines = _lines(text, beginning)
        rows = csv.reader(lines, delimiter=delimiter)
        header = next(rows, [])
        first = next(rows, None)
        if first and not any(map(_is_image, header)):
            header = whole_header(header, first)
        columns, headless = _columns(header, first, source)
        waiting = [row for row in ((header if headless else None), first) if row is not None]
        if columns.label is None:
            return None
        seen: dict[str, str] = {}
        last = max(each for each in (columns.pixels, columns.label, columns.part or 0))
        number = 0
        for row in _chain(waiting, rows):
            if not row:
                continue
            number += 1
            line = number + (not headless)
            where = f"Row {number:,} (line {line:,}) of {source}"
            if number > MAX_FILES:
                raise FerError(f"{source} has more than {MAX_FILES:,} rows: import a part of it.")
            try:
                if len(row) <= last:
                    raise UnreadableError(f"{where} has {len(row)} columns, fewer than others")
                face = _pixels(row[columns.pixels], where)
            except UnreadableError as error:
                skipped.cannot_be_read(error)
                continue
            pixels += face
            written = row[columns.label]
            label = seen.get(written)
            if label is None:
                label = seen[written] = _label(written, where)
            labels.append(label)
            parts.append(_part(row[columns.part], where) if columns.part is not None else "")
            places.append(number - 1)
            if number % 500 == 1:
                # A pixel takes at most four characters, its space included.
                progress(min(1.0, 4 * len(pixels) / size), f"Reading rows: {number:,}")
    except (UnicodeDecodeError, csv.Error) as error:
        raise NoTableError(
            f"{source} is neither an archive nor a CSV: bring a zip or tar, a folder of class "
            "folders, or a CSV of pixels and labels."
        ) from error
    finally:
        csv.field_size_limit(usual)
        text.detach()
    if not number:
        raise FerError(f"{source} has a header but no rows: download it again.")
    skipped.check(number)
    images = np.frombuffer(pixels, np.uint8).reshape(-1, IMAGE_SIZE, IMAGE_SIZE)
    return Rows(images, labels, parts, np.array(places, np.int64), columns.fer2013)


def _chain(first: Sequence[list[str]], rest: Iterator[list[str]]) -> Iterator[list[str]]:
    yield from first
    yield from rest


def _lines(text: io.TextIOWrapper, beginning: str) -> Iterator[str]:
    """The lines of `text`, without ever holding more than `MAX_LINE` characters."""
    line = beginning
    while line:
        if len(line) >= MAX_LINE:
            raise csv.Error("line too long")
        yield line
        line = text.readline(MAX_LINE)


def delimiter_of(line: str) -> str:
    """What stands between the columns; pixels may have commas between them too."""
    return next((each for each in (";", "\t") if each in line), ",")


def whole_header(header: list[str], first: list[str]) -> list[str]:
    """A name for each column of the first row: R names the rows and gives their column none."""
    return ["", *header] if len(first) == len(header) + 1 else header


def _columns(header: list[str], first: list[str] | None, source: str) -> tuple[_Columns, bool]:
    """Which columns are which, and whether the first row is one of the faces already."""
    headless = any(_is_image(cell) for cell in header)
    if first is None and not headless:
        if any(name.strip().lower() == "pixels" for name in header):
            raise FerError(f"{source} has a header but no rows: download it again.")
        raise NoTableError(
            f"{source} is neither an archive nor a table of faces: bring a zip or tar, a folder of "
            "class folders, or a CSV of pixels and labels."
        )
    sample = header if headless else first
    pixels = next((at for at, cell in enumerate(sample) if _is_image(cell)), None)
    names = [] if headless else [name.strip().lower() for name in header]
    if pixels is None and "pixels" in names:
        pixels = names.index("pixels")
    if pixels is None:
        raise NoTableError(
            f"{source} has no column of pixels (numbers from 0 to 255 with spaces between): bring "
            "the images in class folders, or a CSV that holds their pixels."
        )
    others = [at for at in range(len(sample)) if at != pixels]
    if headless:
        part = next((at for at in others if part_of(sample[at])), None)
        label = next((at for at in others if at != part), None)
        return _Columns(pixels, label, part, False), True
    part = next((names.index(name) for name in PARTS if name in names), None)
    label = next((names.index(name) for name in LABELS if name in names), None)
    own = label is not None and names[label] == "emotion" and names[pixels] == "pixels"
    return _Columns(pixels, label, part, own), False


def _is_image(cell: str) -> bool:
    # The cell of an image is long, and only its beginning is looked at.
    return len(cell) >= 2 * LEAST_PIXELS and bool(re.match(r"[\s\[]*\d+[\s,;.\d]*$", cell[:200]))


def _label(text: str, where: str) -> str:
    number = whole_number(text)
    label = str(number) if number is not None else text.strip()
    if not label:
        raise FerError(f"{where} has no label: give it one, or take it out.")
    return label


def _part(text: str, where: str) -> str:
    part = part_of(text)
    if part is None:
        raise FerError(
            f"{where} has the part {text.strip()[:20]!r}: it must be Training, Validation, Test, "
            "PublicTest or PrivateTest."
        )
    return part


def _pixels(text: str, where: str) -> bytes:
    values = text.split()
    if len(values) == PIXELS:
        try:
            # A table look-up is the quickest strict parser: 2,304 values in about 0.1 ms.
            return bytes(map(_BYTES.__getitem__, values))
        except KeyError:
            pass
    values = [value for value in _SEPARATORS.split(text) if value]
    side = isqrt(len(values))
    if side**2 != len(values) or side < 2:
        raise UnreadableError(
            f"{where} has {len(values):,} pixels, which make no square ({PIXELS:,} make one of "
            f"{IMAGE_SIZE}x{IMAGE_SIZE})"
        )
    numbers = np.array([_gray(value, where) for value in values], np.uint8).reshape(side, side)
    if side == IMAGE_SIZE:
        return numbers.tobytes()
    size = (IMAGE_SIZE, IMAGE_SIZE)
    return Image.fromarray(numbers).resize(size, Image.Resampling.LANCZOS).tobytes()


def _gray(text: str, where: str) -> int:
    try:
        value = float(text)
        whole = value == int(value)
    except (ValueError, OverflowError):
        whole = False
    if not whole:
        raise UnreadableError(f"{where} has the pixel {text[:20]!r}, not a whole number")
    if not 0 <= value <= 255:
        raise UnreadableError(f"{where} has the pixel {text[:20]!r}, out of range (0 to 255)")
    return int(value)
