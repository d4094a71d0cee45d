"""Images whose classes stand in a table beside them: a row an image, its name and its label."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from fer.data.entries import Entry
from fer.data.layout import Placed, part_of_folders
from fer.data.table import LABELS, PARTS
from fer.data.words import part_of, whole_number

MAX_BYTES = 200_000_000
"""Largest table accepted."""


@dataclass(frozen=True)
class _Table:
    rows: list[list[str]]
    name: int
    label: int
    part: int | None


def place_listed(
    images: Sequence[Entry], tables: Sequence[Entry]
) -> tuple[list[Placed], list[Entry]] | None:
    """Read classes off the tables that name the images.

    An image is known by its path or, where that is told apart, by the file's name alone, with or
    without the suffix. Its part is the row's, or else that of its folders.

    Args:
        images: the images of a source.
        tables: its tables.

    Returns:
        The images with their places, and those that no row names; None where no table names any.
    """
    by_name: dict[str, Entry | None] = {}
    for image in images:
        for key in (str(image.path), image.path.name, image.path.stem):
            known = by_name.get(key, image)
            by_name[key] = image if known is image else None
    placed: dict[Entry, Placed] = {}
    for entry in tables:
        table = _table(entry, by_name)
        for row in table.rows if table else ():
            image = by_name.get(_key(row[table.name], by_name))
            if image is None or not row[table.label].strip():
                continue
            number = whole_number(row[table.label])
            label = row[table.label].strip() if number is None else str(number)
            part = part_of(row[table.part]) if table.part is not None else None
            placed[image] = Placed(image, label, part or part_of_folders(image))
    if not placed:
        return None
    return list(placed.values()), [image for image in images if image not in placed]


def _key(text: str, by_name: dict[str, Entry | None]) -> str:
    path = text.strip().replace("\\", "/")
    return path if path in by_name else path.rpartition("/")[2]


def _table(entry: Entry, by_name: dict[str, Entry | None]) -> _Table | None:
    """A table whose rows name images; None where it is none."""
    if entry.size > MAX_BYTES:
        return None
    with entry.open() as file:
        text = file.read().decode("utf-8-sig", errors="replace")
    first = text.partition("\n")[0]
    delimiter = next((each for each in (";", "\t") if each in first), ",")
    try:
        rows = [row for row in csv.reader(text.splitlines(), delimiter=delimiter) if row]
    except csv.Error:
        return None
    if len(rows) < 2:
        return None
    header, sample = [name.strip().lower() for name in rows[0]], rows[1]
    name = next((at for at, cell in enumerate(sample) if _key(cell, by_name) in by_name), None)
    if name is None:
        return None
    part = next((header.index(each) for each in PARTS if each in header), None)
    label = next((header.index(each) for each in LABELS if each in header), None)
    if label is None:
        label = next((at for at in range(len(sample)) if at not in (name, part)), None)
    if label is None:
        return None
    headless = _key(rows[0][name], by_name) in by_name if len(rows[0]) > name else False
    wide = max(name, label, part or 0)
    return _Table([row for row in rows[not headless :] if len(row) > wide], name, label, part)
