"""A source opened: the files inside a folder, an archive or a single table, told by content."""

import bz2
import gzip
import io
import lzma
import os
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from fer.data.entries import Entries, Entry, folder_entries, tar_entries, zip_entries
from fer.errors import FerError

MAX_NESTED_BYTES = 4 << 30
"""Largest archive accepted inside another, unpacked."""

_PACKED = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz")
_DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    gzip.BadGzipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
)
_PACKERS = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\x00": lzma.open}
"""What opens a file that is packed by itself, by its first bytes."""
_FOREIGN = {
    b"Rar!": "a RAR archive: unpack it and import the folder.",
    b"7z\xbc\xaf": "a 7z archive: unpack it and import the folder.",
    b"\x89HDF": "an HDF5 file: bring images in class folders, or a CSV of pixels and labels.",
    b"PAR1": "a Parquet file: bring images in class folders, or a CSV of pixels and labels.",
    b"\x93NUM": "a NumPy array: bring images in class folders, or a CSV of pixels and labels.",
    b"\xff\xd8\xff": "a single picture: bring a folder or an archive of class folders.",
    b"\x89PNG": "a single picture: bring a folder or an archive of class folders.",
}


@dataclass(frozen=True)
class Source:
    """What an import reads.

    Attributes:
        name: What it is called in messages.
        stem: What its data set is called unless the user says otherwise.
        files: The files inside; of a table by itself, that one.
    """

    name: str
    stem: str
    files: Entries


def at_home(path: Path) -> Path:
    """A path in which `~` is the user's home folder, if it begins with one's name."""
    try:
        return path.expanduser()
    except RuntimeError:  # no user is called so: it is a file's own name
        return path


@contextmanager
def opened(source: Path | BinaryIO) -> Iterator[Source]:
    """Open a source, and close what was opened for it afterwards.

    Args:
        source: A path, or an open binary file with a `name`, which is left open.

    Raises:
        FerError: It is not there, cannot be read, is damaged, or is of no kind that can be read.
    """
    with ExitStack() as stack:
        # Of a name that no file can have, `Path.is_dir` raises an error.
        folder = isinstance(source, Path) and os.path.isdir(source)
        if isinstance(source, Path):
            if "\0" in str(source):
                raise FerError("A path holds no null bytes: check the path.")
            name = str(source) if folder else source.name
            stem = _stem(source.resolve().name if folder else source.name)
        else:
            name = Path(str(getattr(source, "name", "file"))).name
            stem = _stem(name)
        try:
            if folder:
                yield Source(name, stem, folder_entries(source))
                return
            if isinstance(source, Path):
                source = stack.enter_context(source.open("rb"))
            yield Source(name, stem, _files(source, name, stack))
        except _DAMAGE as error:
            raise FerError(
                f"{name} is a damaged or incomplete archive: download it again."
            ) from error
        except FileNotFoundError as error:
            raise FerError(f"There is no file or folder {source}: check the path.") from error
        except OSError as error:
            raise FerError(
                f"{error.filename or name} cannot be read ({error.strerror or error}): check the "
                "path and its permissions."
            ) from error


@contextmanager
def inside(entry: Entry) -> Iterator[Source]:
    """Open an archive that lies in another, by way of a temporary file.

    Raises:
        FerError: It is too large, damaged, or none.
    """
    if entry.size > MAX_NESTED_BYTES:
        raise FerError(f"{entry.path} is too large to be read inside its archive: unpack it first.")
    with tempfile.TemporaryFile() as file:
        with entry.open() as packed:
            shutil.copyfileobj(packed, file)
        file.seek(0)
        with ExitStack() as stack:
            yield Source(
                str(entry.path), _stem(entry.path.name), _files(file, str(entry.path), stack)
            )


def is_packed(entry: Entry) -> bool:
    """Whether a file is an archive by its name."""
    return entry.path.suffix.lower() in _PACKED


def _files(file: BinaryIO, name: str, stack: ExitStack) -> Entries:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    magic = file.read(6)
    file.seek(0)
    if size == 0:
        raise FerError(f"{name} is empty: download it again.")
    for beginning, said in _FOREIGN.items():
        if magic.startswith(beginning):
            raise FerError(f"{name} is {said}")
    if magic[:2] == b"PK":
        return zip_entries(stack.enter_context(zipfile.ZipFile(file)), name)
    if name.lower().endswith(".zip"):
        raise FerError(f"{name} is not a zip whatever its name says: download it again.")
    if tarfile.is_tarfile(file):
        file.seek(0)
        return tar_entries(stack.enter_context(tarfile.open(fileobj=file)), name)
    file.seek(0)
    for beginning, unpacked in _PACKERS.items():
        if magic.startswith(beginning):
            return _unzipped(file, name, stack.enter_context(unpacked(file)))
    if name.lower().endswith(_PACKED):
        raise FerError(f"{name} is a damaged archive, or none: download it again.")
    return _single(name, size, file)


def _unzipped(file: BinaryIO, name: str, content: BinaryIO) -> Entries:
    """The one file that is packed."""
    # Its size is told at its end, if at all; only the progress depends on it.
    beginning = content.read(1)
    content.seek(0)
    if not beginning:
        raise FerError(f"{name} is empty: download it again.")
    if name.lower().endswith((".gz", ".bz2", ".xz")):
        name = name.rpartition(".")[0]
    if name.lower().endswith((".tar", ".tgz")):
        raise FerError(f"{name} is a damaged archive, or none: download it again.")
    return _single(name, 4 * file.seek(0, io.SEEK_CUR), content)


def _single(name: str, size: int, file: BinaryIO) -> Entries:
    def again() -> nullcontext:
        file.seek(0)
        return nullcontext(file)

    return Entries([Entry(PurePosixPath(name), size, again)])


def _stem(name: str) -> str:
    while Path(name).suffix.lower() in (*_PACKED, ".csv", ".txt", ".bin"):
        name = Path(name).stem
    return name
