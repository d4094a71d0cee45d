"""The tables of a source, read as one: FER2013's own files, or any of pixels and labels."""

from collections.abc import Sequence

import numpy as np

from fer.data import classes, ferplus
from fer.data.entries import Entry, Progress
from fer.data.found import Found, Skipped
from fer.data.options import Options
from fer.data.table import NoTableError, Rows, read_table
from fer.data.words import part_of
from fer.errors import FerError

MAX_TABLE_BYTES = 2 << 30
"""Largest table accepted inside an archive, unpacked; `icml_face_data.csv` has 301 MB."""

_WHOLE = ("fer2013.csv", "icml_face_data.csv")
"""Names of tables that hold all parts of FER2013, which other files beside them repeat."""


def tables_of(entries: Sequence[Entry]) -> list[Entry]:
    """The files that may be tables; FER2013's whole one alone, where it is among them."""
    found = [entry for entry in entries if entry.path.suffix.lower() in (".csv", ".tsv")]
    for name in _WHOLE:
        whole = [entry for entry in found if entry.path.name.lower() == name]
        if whole:
            return whole[:1]
    return found


def read_tables(
    entries: Sequence[Entry], source: str, options: Options, progress: Progress
) -> Found:
    """Read the tables of a source.

    Where there are several, each one's name says which part it is (`train.csv`, `test.csv`); a
    table without labels is left out.

    Args:
        entries: what `tables_of` gave, or the only file there is.
        source: what they come from, for messages.
        options: how to read them.
        progress: told how much is done.

    Raises:
        FerError: there is none with pixels and labels, or too many rows cannot be read.
    """
    skipped, notes, faults = Skipped(options.strict), [], []
    read: list[tuple[Entry, Rows]] = []
    for entry in entries:
        if entry.size > MAX_TABLE_BYTES:
            raise FerError(
                f"{entry.path} in {source} would unpack to {entry.size / 1e9:.1f} GB: unpack it "
                "and import the table itself."
            )
        try:
            with entry.open() as file:
                rows = read_table(file, entry.size, str(entry.path), skipped, progress)
        except NoTableError as error:
            faults.append(error)
            continue
        if rows is None:
            notes.append(f"Left out, as it has no labels: {entry.path.name}.")
        else:
            read.append((entry, rows))
    if not read:
        unlabelled = f"{source} has pixels but no column of labels: bring the table that has both."
        raise FerError(unlabelled) if notes else faults[0]
    parts = np.array(
        [
            part or (part_of(entry.path.stem) or "" if len(read) > 1 else "")
            for entry, rows in read
            for part in rows.parts
        ],
        dtype=object,
    )
    images = np.concatenate([rows.images for _, rows in read])
    if options.labels is not None:
        if len(read) > 1:
            raise FerError("FER+ labels go with one table, fer2013.csv: import that one by itself.")
        return ferplus.relabelled(
            images, parts, read[0][1].places, options.labels, [*notes, *skipped.notes()]
        )
    written = [label for _, rows in read for label in rows.labels]
    fer2013 = all(rows.fer2013 for _, rows in read)
    try:
        named = classes.naming(written, source, options.classes, fer2013=fer2013)
    except classes.ClassesNeededError as error:
        error.pictures = {name: images[written.index(name)] for name in error.names}
        raise
    kept = np.array([label in named.code for label in written])
    labels = np.array([named.code.get(label, 0) for label in written], np.uint8)
    return Found(
        images[kept],
        labels[kept],
        named.classes,
        parts[kept],
        [*notes, *named.notes, *skipped.notes()],
    )
