"""Cached data sets on disk: one folder each, replaced as a whole or not at all.

A folder holds `images.npy`, `labels.npy`, `usage.npy` and `hashes.npy`, in canonical order, and
`dataset.json` with the fingerprint and the schema (`fer.schema`).
"""

import contextlib
import errno
import itertools
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from fer import IMAGE_SIZE, paths
from fer.data import synthetic
from fer.data.dataset import Dataset
from fer.data.samples import Samples, pixel_hashes
from fer.errors import FerError
from fer.files import write_json
from fer.schema import FER2013, Schema

SYNTHETIC = "synthetic"
"""The name of the built-in set."""

_SCHEMA_VERSION = 3
_ARRAYS = ("images", "labels", "usage", "hashes")
_DAMAGE = (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, FerError)


def names() -> list[str]:
    """The data sets that can be loaded: `fer2013` first when it is there, `synthetic` last."""
    found = {path.parent.name for path in paths.data().glob("[!.]*/dataset.json")} - {SYNTHETIC}
    return [*sorted(found, key=lambda name: (name != "fer2013", name)), SYNTHETIC]


def label(name: str) -> str:
    """A data set's name as people read it; the drawn one says what it is."""
    return f"{SYNTHETIC}: drawn by code" if name == SYNTHETIC else name


def load(name: str) -> Dataset:
    """Open a cached data set; its images are mapped from disk, not read.

    The built-in set `synthetic` is drawn on first use.

    Args:
        name: one of `names()`.

    Raises:
        FerError: there is no such data set, or its folder is damaged.
    """
    if name == SYNTHETIC:
        return _load_synthetic()
    if name not in names():
        raise FerError(
            f"There is no data set {name!r}: choose one of {', '.join(names())}, or import one "
            "with `python -m fer data import PATH`."
        )
    try:
        return _open(name)
    except _DAMAGE as error:
        raise FerError(
            f"The cached data set {name!r} is damaged ({error}): import it again with "
            f"`python -m fer data import PATH --name {name}`."
        ) from error


def save(name: str, samples: Samples, version: int = 1, notes: Sequence[str] = ()) -> Dataset:
    """Write a data set's folder, replacing one of the same name, and open it.

    A failure of any kind leaves the old folder as it was.

    Args:
        name: the folder's name.
        samples: the faces, in any order.
        version: of the drawing code, for the built-in set.
        notes: what is to be known of how it was imported, in sentences.

    Raises:
        FerError: the disk is full or may not be written to.
    """
    samples = samples.canonical()
    arrays = {
        "images": samples.images,
        "labels": samples.labels,
        "usage": samples.usage,
        "hashes": pixel_hashes(samples.images),
    }
    about = {
        "schema_version": _SCHEMA_VERSION,
        "version": version,
        "fingerprint": samples.fingerprint(),
        "schema": samples.schema.to_json(),
        "notes": list(notes),
    }
    root = paths.data()
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=root, prefix=f".{name}.") as scratch:
            new = Path(scratch) / "new"
            new.mkdir()
            for key, array in arrays.items():
                _write_array(new / f"{key}.npy", array)
            write_json(new / "dataset.json", about)
            _replace(new, root / name)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            needed = sum(array.nbytes for array in arrays.values()) / 1e6
            raise FerError(
                f"No room on disk for the data set: free at least {needed:.0f} MB at {root}, or "
                "point FER_ARTIFACTS at a larger disk."
            ) from error
        raise FerError(
            f"The data set cannot be written to {root} ({error.strerror or error}): make that "
            "folder writable, or point FER_ARTIFACTS at another."
        ) from error
    return _open(name)


def _open(name: str) -> Dataset:
    folder = paths.data() / name
    about = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))
    schema = _schema(about)
    images, labels, usage, hashes = (
        np.load(folder / f"{key}.npy", mmap_mode="r") for key in _ARRAYS
    )
    if images.dtype != np.uint8 or images.shape != (len(images), IMAGE_SIZE, IMAGE_SIZE):
        raise ValueError(f"images.npy holds {images.dtype} of shape {images.shape}")
    if not len(images) == len(labels) == len(usage) == len(hashes):
        raise ValueError("its arrays differ in length")
    return Dataset(
        name,
        images,
        labels,
        usage,
        str(about["fingerprint"]),
        name == SYNTHETIC,
        hashes,
        schema,
        tuple(map(str, about.get("notes", ()))),
    )


def _schema(about: dict[str, Any]) -> Schema:
    """The schema in a `dataset.json`; those that are older than it are of FER2013's."""
    if about.get("schema") == 1:
        return FER2013
    if about["schema_version"] != _SCHEMA_VERSION:
        raise ValueError(f"schema version {about['schema_version']} instead of {_SCHEMA_VERSION}")
    return Schema(**about["schema"])


def _load_synthetic() -> Dataset:
    """Open the built-in set, drawing it when its folder is absent, damaged or of older code."""
    try:
        about = json.loads((paths.data() / SYNTHETIC / "dataset.json").read_text(encoding="utf-8"))
        if about["version"] == synthetic.VERSION:
            return _open(SYNTHETIC)
    except _DAMAGE:
        pass
    return save(SYNTHETIC, synthetic.draw(), synthetic.VERSION)


def _write_array(path: Path, array: np.ndarray) -> None:
    """Write a .npy file.

    `np.save` reports a full disk without an error number, hence the plain write; the sync makes
    file systems that allocate late report it here too, before the old folder is given up.
    """
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
        file.write(np.ascontiguousarray(array).data)
        file.flush()
        os.fsync(file.fileno())


def _replace(new: Path, target: Path) -> None:
    """Rename `new` to `target`; what stood there goes to a sibling of `new`, or back on failure.

    When another process puts its own folder there in between, that one is replaced in turn.
    """
    for attempt in itertools.count():
        old = new.with_name(f"old-{attempt}")
        with contextlib.suppress(FileNotFoundError):
            target.rename(old)
        try:
            new.rename(target)
            return
        except OSError as error:
            if old.exists() and not target.exists():
                old.rename(target)
            if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                raise
