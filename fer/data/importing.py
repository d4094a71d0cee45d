"""Import of labelled faces in any of the forms they are found in."""

import dataclasses
import re
from pathlib import Path
from typing import BinaryIO

import numpy as np

from fer.data import ferplus, parts, sources, store
from fer.data.class_folders import read_class_folders
from fer.data.dataset import Dataset
from fer.data.entries import Progress
from fer.data.found import Found
from fer.data.layout import images_of
from fer.data.options import Options
from fer.data.samples import Samples, class_counts
from fer.data.sources import Source
from fer.data.tables import read_tables, tables_of
from fer.errors import FerError
from fer.schema import FER2013
from fer.words import count

FER2013_COUNTS = (
    (3995, 436, 4097, 7215, 4830, 3171, 4965),
    (467, 56, 496, 895, 653, 415, 607),
    (491, 55, 528, 879, 594, 416, 626),
)
"""Images of each class in FER2013's Training, PublicTest and PrivateTest (Goodfellow et al. 2013,
"Challenges in Representation Learning")."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def import_dataset(
    source: Path | str | BinaryIO,
    name: str | None = None,
    progress: Progress | None = None,
    options: Options | None = None,
    *,
    replace: bool = True,
) -> Dataset:
    """Read a data set and cache it under a name.

    Accepted are class folders (see `fer.data.layout`) and tables of pixels and labels (see
    `fer.data.table`), in a folder, a zip, a tar, packed or not, or a table by itself. Content
    decides, not the file's name. Equal samples give equal caches, byte for byte.

    Args:
        source: a path, or an open binary file with a `name`, such as an upload.
        name: what to call the set; by default `fer2013` when its counts are FER2013's, else the
            source's own name.
        progress: called with the part done (0 to 1) and what is being done.
        options: how to read it.
        replace: whether a set of the same name may be replaced.

    Returns:
        The cached set, opened; its `notes` say what was made of the source, and which set it
        replaced.

    Raises:
        ClassesNeededError: the source does not say what its classes are.
        FerError: the source cannot be used, the name cannot or is taken, or the disk is full. A
            set already cached is then left as it was.
    """
    if name is not None:
        _check_name(name)
        _check_free(name, replace)
    options = options or Options()
    progress = progress or (lambda part, words: None)

    def reading(part: float, words: str) -> None:
        progress(0.9 * part, words)

    if isinstance(source, str):
        source = Path(source)
    with sources.opened(sources.at_home(source) if isinstance(source, Path) else source) as opened:
        found, stem = _read(opened, options, reading), opened.stem
    if not len(found.images):
        raise FerError(f"Not one image of {opened.name} can be used: {found.notes[-1]}")
    labels = ferplus.LABELS if options.labels else ""
    samples, notes = parts.samples_of(found, options.seed, labels)
    progress(0.9, "Ordering and saving")
    notes = [*found.notes, *notes, *parts.missing(samples)]
    name = name or _default_name(samples, stem)
    _check_free(name, replace)
    before = _before(name)
    dataset = store.save(name, samples, notes=notes)
    progress(1.0, f"Imported {len(dataset.labels):,} images")
    if not before:
        return dataset
    # Of this import, not of the set: equal samples give equal caches.
    return dataclasses.replace(dataset, notes=(*dataset.notes, f"Replaced {before}."))


def _read(source: Source, options: Options, progress: Progress, *, nested: bool = False) -> Found:
    """What a source holds."""
    files = source.files
    images = images_of(files)
    tables = tables_of(files) or (files if len(files) == 1 and not images else [])
    if options.labels is not None and not tables:
        raise FerError(
            "FER+ names its rows by their place in fer2013.csv: import that table, or an archive "
            "that holds it, with these labels."
        )
    if images and not (options.labels is not None and tables):
        found = read_class_folders(images, tables, source.name, options, progress)
    else:
        packed = [entry for entry in files if sources.is_packed(entry)]
        if tables and not (packed and tables == files):
            found = read_tables(tables, source.name, options, progress)
        elif len(packed) == 1 and not nested:
            with sources.inside(packed[0]) as inner:
                return _read(inner, options, progress, nested=True)
        elif packed:
            names = ", ".join(entry.path.name for entry in packed[:5])
            raise FerError(f"{source.name} holds other archives ({names}): import one of them.")
        else:
            raise FerError(
                f"{source.name} holds no images and no table: it needs class folders "
                "(train/happy/…, test/happy/… or just happy/…), or a CSV of pixels and labels."
            )
    left = [
        (files.junk, "as file managers leave them behind"),
        (files.outside, "as their paths lead out of the archive"),
    ]
    # The last note is what is told where nothing is left.
    found.notes[:0] = [f"Left out, {why}: {count(n, 'file')}." for n, why in left if n]
    return found


def _default_name(samples: Samples, own_name: str) -> str:
    if samples.schema.labels:
        return ferplus.NAME
    if samples.schema == FER2013 and np.array_equal(
        class_counts(samples.labels, samples.usage, FER2013), FER2013_COUNTS
    ):
        return "fer2013"
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", own_name).strip("-._")[:64] or "data"
    _check_name(name)
    return name


def _check_free(name: str, replace: bool) -> None:
    if not replace and (before := _before(name)):
        raise FerError(
            f"There is a data set {before} already: give another name, or say that it is to be "
            "replaced."
        )


def _before(name: str) -> str:
    """The cached set of a name, in words; empty without one."""
    if name not in store.names():
        return ""
    try:
        old = store.load(name)
    except FerError:
        return f"'{name}' (damaged)"
    images = count(len(old.labels), "image")
    return f"'{name}' ({len(old.schema.classes)} classes, {images})"


def _check_name(name: str) -> None:
    if name == store.SYNTHETIC:
        raise FerError("The name 'synthetic' belongs to the built-in set: choose another.")
    if not _NAME.fullmatch(name):
        raise FerError(
            f"{name!r} cannot name a data set: use letters, digits, dots, dashes and underscores, "
            "64 at most, beginning with a letter or digit."
        )
