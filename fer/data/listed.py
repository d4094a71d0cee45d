"""Images whose classes stand in a table beside them: a row an image, its name and its label."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from fer.data.entries import Entry
from fer.data.layout import Placed, part_of_folders
from fer.data.table import LABELS, PARTS, delimiter_of, whole_header
from fer.data.words import part_of, whole_number

MAX_BYTES = 200_000_000
"""Largest table accepted."""


@dataclass(frozen=True)
class Listed:
    """What tables say of images.

    Attributes:
        placed: The images that they name, in the images' own order.
        outside: Those that no row names.
        tables: The names of the tables that name any.
        labelled: Whether a column is called so that it must hold labels.
    """

    placed: list[Placed]
    outside: list[Entry]
    tables: list[str]
    labelled: bool


@dataclass(frozen=True)
class _Table:
    rows: list[list[str]]
    name: int
    label: int
    part: int | None
    labelled: bool


class _Names:
    """The images by what a table may call them; a name that several share is none's."""

    def __init__(self, images: Sequence[Entry]) -> None:
        self._whole: dict[str, Entry | None] = {}
        self._stems: dict[str, Entry | None] = {}
        for image in images:
            for names, name in (
                (self._whole, str(image.path)),
                (self._whole, image.path.name),
                (self._stems, image.path.stem),
            ):
                known = names.get(name, image)
                names[name] = image if known is image else None

    def whole(self, text: str) -> Entry | None:
        """The image of this path or file name."""
        path = text.strip().replace("\\", "/")
        return self._whole.get(path) or self._whole.get(path.rpartition("/")[2])

    def any(self, text: str) -> Entry | None:
        """The image of this path or file name, or of this one without its suffix."""
        path = text.strip().replace("\\", "/")
        return self.whole(path) or self._stems.get(path.rpartition("/")[2])


def place_listed(images: Sequence[Entry], tables: Sequence[Entry]) -> Listed | None:
    """Read classes off the tables that name the images.

    An image is known by its path or, where that is told apart, by the file's name alone, with or
    without the suffix. Its part is the row's, or else that of its folders.

    Args:
        images: the images of a source.
        tables: its tables.

    Returns:
        What they say; None where no table names any image.
    """
    names = _Names(images)
    found: dict[Entry, Placed] = {}
    used: list[str] = []
    labelled = True
    for entry in tables:
        table = _table(entry, names)
        if table is None:
            continue
        used.append(entry.path.name)
        labelled &= table.labelled
        for row in table.rows:
            image = names.any(row[table.name])
            if image is None or not row[table.label].strip():
                continue
            number = whole_number(row[table.label])
            label = row[table.label].strip() if number is None else str(number)
            part = part_of(row[table.part]) if table.part is not None else None
            found[image] = Placed(image, label, part or part_of_folders(image))
    if not found:
        return None
    # In the order of an archive, which is read forwards.
    placed = [found[image] for image in images if image in found]
    return Listed(placed, [image for image in images if image not in found], used, labelled)


def _table(entry: Entry, names: _Names) -> _Table | None:
    """A table whose rows name images; None where it is none."""
    if entry.size > MAX_BYTES:
        return None
    with entry.open() as file:
        text = file.read().decode("utf-8-sig", errors="replace")
    reader = csv.reader(text.splitlines(), delimiter=delimiter_of(text.partition("\n")[0]))
    try:
        rows = [row for row in reader if row]
    except csv.Error:
        return None
    if len(rows) < 2:
        return None
    header = [name.strip().lower() for name in whole_header(*rows[:2])]
    part = next((header.index(each) for each in PARTS if each in header), None)
    label = next((header.index(each) for each in LABELS if each in header), None)
    columns = [at for at in range(len(rows[1])) if at not in (part, label)]
    name = _column_of_names(rows, columns, names)
    if name is None:
        return None
    labelled = label is not None
    if label is None:
        label = next((at for at in columns if at != name), None)
    if label is None:
        return None
    headless = len(rows[0]) > name and names.any(rows[0][name]) is not None
    wide = max(name, label, part or 0)
    rows = [row for row in rows[not headless :] if len(row) > wide]
    return _Table(rows, name, label, part, labelled)


def _column_of_names(
    rows: Sequence[Sequence[str]], columns: Sequence[int], names: _Names
) -> int | None:
    """The column that names most images; by stems, which numbers may be too, if none does else."""
    for image_of in (names.whole, names.any):
        named = {
            at: len({image_of(row[at]) for row in rows if len(row) > at} - {None}) for at in columns
        }
        best = max(columns, key=named.get, default=None)
        if best is not None and named[best]:
            return best
    return None
