"""Reader of `fer2013.csv` and `icml_face_data.csv`: `emotion`, `pixels`, `Usage`, a row a face."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from fer import IMAGE_SIZE
from fer.data.entries import MAX_FILES, Progress
from fer.data.samples import PIXELS, Samples
from fer.errors import FerError
from fer.schema import FER2013

MAX_LINE = 1 << 16
"""Longest line accepted, in characters; a row of 2,304 pixels has at most 9,300."""

_COLUMNS = ("emotion", "pixels", "usage")
_USAGES = ("training", "publictest", "privatetest")
_BYTES = {str(value): value for value in range(256)}


def read_table(file: BinaryIO, size: int, source: str, progress: Progress) -> Samples:
    """Read a table of faces.

    Column names may carry spaces and any case, as in `icml_face_data.csv`; further columns are
    ignored. Row numbers in messages count the faces from 1, the header not included.

    Args:
        file: the table's bytes, read from where it stands; left open.
        size: its length in bytes, for the progress.
        source: its name, for messages.
        progress: told how much is done.

    Raises:
        FerError: it is no CSV, lacks a column, or a row has a wrong label, usage or pixels.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    pixels, labels, usage = bytearray(), bytearray(), bytearray()
    try:
        rows = csv.reader(_lines(text, source))
        columns = _columns(next(rows, []), source)
        for row in rows:
            if not row:
                continue
            number = len(labels) + 1
            where = f"Row {number:,} (line {rows.line_num:,}) of {source}"
            if len(row) <= max(columns):
                raise FerError(f"{where} has {len(row)} columns, fewer than its header: mend it.")
            if number > MAX_FILES:
                raise FerError(f"{source} has more than {MAX_FILES:,} rows: import a part of it.")
            emotion, values, part = (row[column] for column in columns)
            labels.append(_label(emotion, where))
            pixels += _pixels(values, where)
            usage.append(_usage(part, where))
            if number % 500 == 1:
                # A pixel takes at most four characters, its space included.
                progress(min(1.0, 4 * len(pixels) / size), f"Reading rows: {number:,}")
    except (UnicodeDecodeError, csv.Error) as error:
        raise FerError(
            f"{source} is neither a zip nor a CSV: bring Kaggle's zip, a folder of class folders, "
            "fer2013.csv or icml_face_data.csv."
        ) from error
    finally:
        text.detach()
    if not labels:
        raise FerError(f"{source} has a header but no rows: download it again.")
    return Samples(
        np.frombuffer(pixels, np.uint8).reshape(-1, IMAGE_SIZE, IMAGE_SIZE),
        np.frombuffer(labels, np.uint8),
        np.frombuffer(usage, np.uint8),
    )


def _lines(text: io.TextIOWrapper, source: str) -> Iterator[str]:
    """The lines of `text`, without ever holding more than `MAX_LINE` characters."""
    while line := text.readline(MAX_LINE):
        if len(line) == MAX_LINE:
            raise csv.Error("line too long")
        yield line


def _columns(header: list[str], source: str) -> list[int]:
    """Positions of emotion, pixels and usage in the header."""
    found = [name.strip().lower() for name in header]
    for name in _COLUMNS:
        if name not in found:
            raise FerError(
                f"{source} has no column {name.replace('usage', 'Usage')!r}: a table of faces has "
                "the columns emotion, pixels and Usage."
            )
    return [found.index(name) for name in _COLUMNS]


def _label(text: str, where: str) -> int:
    value = text.strip()
    if value not in map(str, range(len(FER2013.classes))):
        raise FerError(
            f"{where} has the label {value[:20]!r}: labels are 0 to {len(FER2013.classes) - 1}."
        )
    return int(value)


def _usage(text: str, where: str) -> int:
    value = text.strip()
    if value.lower() not in _USAGES:
        raise FerError(
            f"{where} has the usage {value[:20]!r}: it must be Training, PublicTest or PrivateTest."
        )
    return _USAGES.index(value.lower())


def _pixels(text: str, where: str) -> bytes:
    values = text.split()
    if len(values) != PIXELS:
        raise FerError(f"{where} has {len(values):,} pixels: an image has {PIXELS:,}.")
    try:
        # A table look-up is the quickest strict parser: 2,304 values in about 0.1 ms.
        return bytes(map(_BYTES.__getitem__, values))
    except KeyError as error:
        value = error.args[0]
    number = value.removeprefix("-").isdecimal()
    wrong = "out of range" if number else "not a whole number"
    raise FerError(f"{where} has the pixel {value[:20]!r}, {wrong}: pixels are 0 to 255.")
