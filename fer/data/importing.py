"""Import of FER2013 in any of the forms it is found in."""

import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

import numpy as np

from fer.data import store
from fer.data.class_folders import is_face, read_class_folders
from fer.data.dataset import Dataset
from fer.data.entries import Entry, Progress, folder_entries, zip_entries
from fer.data.samples import Samples, class_counts
from fer.data.table import read_table
from fer.errors import FerError
from fer.schema import FER2013

FER2013_COUNTS = (
    (3995, 436, 4097, 7215, 4830, 3171, 4965),
    (467, 56, 496, 895, 653, 415, 607),
    (491, 55, 528, 879, 594, 416, 626),
)
"""Images of each class in FER2013's Training, PublicTest and PrivateTest (Goodfellow et al. 2013,
"Challenges in Representation Learning")."""

MAX_TABLE_BYTES = 1 << 30
"""Largest table accepted inside a zip, unpacked; `icml_face_data.csv` has 301 MB."""

_TABLES = ("fer2013.csv", "icml_face_data.csv")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def import_dataset(
    source: Path | str | BinaryIO, name: str | None = None, progress: Progress | None = None
) -> Dataset:
    """Read a data set and cache it under a name; a set of that name is replaced.

    Accepted are a folder or a zip of class folders (see `fer.data.class_folders`), a folder or a
    zip that holds `fer2013.csv` or `icml_face_data.csv`, and either table itself. Content decides
    between zip and table, not the file's name. Equal samples give equal caches, byte for byte.

    Args:
        source: a path, or an open binary file with a `name`, such as an upload.
        name: what to call the set; by default `fer2013` when its counts are FER2013's, else the
            source's own name.
        progress: called with the part done (0 to 1) and what is being done.

    Returns:
        The cached set, opened.

    Raises:
        FerError: the source cannot be used, the name cannot, or the disk is full. A set already
            cached is then left as it was.
    """
    if name is not None:
        _check_name(name)
    progress = progress or (lambda part, words: None)

    def reading(part: float, words: str) -> None:
        progress(0.9 * part, words)

    if isinstance(source, str | Path):
        path = Path(source).expanduser()
        samples = _read_path(path, reading)
        own_name = path.resolve().name if path.is_dir() else path.stem
    else:
        file_name = Path(str(getattr(source, "name", "file"))).name
        samples = _read_file(source, file_name, reading)
        own_name = Path(file_name).stem
    _check_complete(samples)
    progress(0.9, "Ordering and saving")
    dataset = store.save(name or _default_name(samples, own_name), samples)
    progress(1.0, f"Imported {len(dataset.labels):,} images")
    return dataset


def _read_path(path: Path, progress: Progress) -> Samples:
    try:
        if path.is_dir():
            return _read_entries(folder_entries(path), str(path), progress)
        with path.open("rb") as file:
            return _read_file(file, path.name, progress)
    except FileNotFoundError as error:
        raise FerError(f"There is no file or folder {path}: check the path.") from error
    except OSError as error:
        raise FerError(
            f"{error.filename or path} cannot be read ({error.strerror or error}): check the path "
            "and its permissions."
        ) from error


def _read_file(file: BinaryIO, source: str, progress: Progress) -> Samples:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    magic = file.read(4)
    file.seek(0)
    if size == 0:
        raise FerError(f"{source} is empty: download it again.")
    if magic[:2] == b"PK":
        try:
            with zipfile.ZipFile(file) as archive:
                return _read_entries(zip_entries(archive, source), source, progress)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise FerError(
                f"{source} is a damaged or incomplete zip: download it again."
            ) from error
    if source.lower().endswith(".zip"):
        raise FerError(f"{source} is not a zip whatever its name says: download it again.")
    return read_table(file, size, source, progress)


def _read_entries(entries: list[Entry], source: str, progress: Progress) -> Samples:
    faces = [entry for entry in entries if is_face(entry)]
    if faces:
        return read_class_folders(faces, progress)
    table = next((entry for entry in entries if entry.path.name.lower() in _TABLES), None)
    if table is None:
        raise FerError(
            f"{source} has no class folders: it needs train/<class>/ and test/<class>/ with "
            f"images, for the classes {', '.join(FER2013.classes)}, or a fer2013.csv."
        )
    if table.size > MAX_TABLE_BYTES:
        raise FerError(
            f"{table.path} in {source} would unpack to {table.size / 1e9:.1f} GB: unpack it and "
            "import the table itself."
        )
    with table.open() as file:
        return read_table(file, table.size, str(table.path), progress)


def _check_complete(samples: Samples) -> None:
    """Refuse a set in which a class is missing: no part could be trained on or measured fairly."""
    for usage, counts in zip(
        FER2013.parts, class_counts(samples.labels, samples.usage, FER2013), strict=True
    ):
        missing = [
            label for label, count in zip(FER2013.classes, counts, strict=True) if count == 0
        ]
        if len(missing) == len(FER2013.classes):
            raise FerError(
                f"There are no {usage} images: the set needs {', '.join(FER2013.parts)} ones."
            )
        if missing:
            raise FerError(
                f"There are no {usage} images of the class {' and '.join(missing)}: the set needs "
                "every class in each part."
            )


def _default_name(samples: Samples, own_name: str) -> str:
    if np.array_equal(class_counts(samples.labels, samples.usage, FER2013), FER2013_COUNTS):
        return "fer2013"
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", own_name).strip("-._")[:64] or "data"
    _check_name(name)
    return name


def _check_name(name: str) -> None:
    if name == store.SYNTHETIC:
        raise FerError("The name 'synthetic' belongs to the built-in set: choose another.")
    if not _NAME.fullmatch(name):
        raise FerError(
            f"{name!r} cannot name a data set: use letters, digits, dots, dashes and underscores, "
            "64 at most, beginning with a letter or digit."
        )
