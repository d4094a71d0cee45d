"""Pictures one by one from files, folders and zips, named as their owner knows them."""

import io
import lzma
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from fer.data.entries import Entry, folder_entries, zip_entries
from fer.errors import FerError
from fer.pictures import frames, read_picture

MAX_PICTURES = 1000
"""Most pictures of one folder or zip."""

MAX_BYTES = 50_000_000
"""Most unpacked bytes of a picture in a zip."""


@dataclass(frozen=True)
class Source:
    """A picture that is not read yet.

    Attributes:
        name: Its path, or its name inside a zip after the zip's.
        read: Gives the pixels, uint8 (height, width, 3), RGB, or raises `FerError`.
        frames: Gives how many frames the file has, of which `read` takes the first.
    """

    name: str
    read: Callable[[], np.ndarray]
    frames: Callable[[], int] = lambda: 1


def from_paths(paths: Iterable[Path]) -> Iterator[Source]:
    """The pictures of files, of folders (at any depth, by path) and of zips, in this order.

    What cannot be opened is a source too, whose `read` says why.
    """
    for path in paths:
        # Of a name that no file can have, `Path.is_dir` raises an error.
        if os.path.isdir(path):
            yield from _all_of(
                str(path), partial(_in_order, lambda path=path: folder_entries(path))
            )
        elif os.path.isfile(path) and zipfile.is_zipfile(path):
            yield from _all_of(str(path), partial(_zipped, path, str(path)))
        else:
            yield Source(str(path), partial(read_picture, path), partial(frames, path))


def from_upload(name: str, content: bytes) -> Iterator[Source]:
    """The pictures of an uploaded file: the one it is or, where it is a zip, those inside."""
    if content[:2] == b"PK":
        yield from _all_of(name, partial(_zipped, io.BytesIO(content), name))
    else:
        yield Source(name, partial(read_picture, content), partial(frames, content))


def example() -> Source:
    """A portrait for who has no picture at hand: Eileen Collins, by NASA, in the public domain."""
    path = Path(__file__).with_name("astronaut.jpg")
    return Source(path.name, partial(read_picture, path))


def _all_of(name: str, entries: Callable[[], list[Entry]]) -> Iterator[Source]:
    try:
        found = entries()
        if not found:
            raise FerError(f"{name} holds no files; choose another one.")
        if len(found) > MAX_PICTURES:
            raise FerError(f"{name} holds more than {MAX_PICTURES:,} files; give fewer at a time.")
    except FerError as error:
        yield Source(name, partial(_refuse, error))
        return
    for entry in found:
        yield Source(
            f"{name}/{entry.path}", partial(_read_entry, entry), partial(_frames_of_entry, entry)
        )


def _in_order(entries: Callable[[], list[Entry]]) -> list[Entry]:
    return sorted(entries(), key=lambda entry: entry.path)


def _zipped(file: Path | io.BytesIO, name: str) -> list[Entry]:
    try:
        return zip_entries(zipfile.ZipFile(file), name)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise FerError(f"{name} is a damaged zip; make it again or give the pictures.") from error


def _refuse(error: FerError) -> np.ndarray:
    raise error


def _read_entry(entry: Entry) -> np.ndarray:
    return read_picture(_content(entry))


def _frames_of_entry(entry: Entry) -> int:
    return frames(_content(entry))


def _content(entry: Entry) -> bytes:
    if entry.size > MAX_BYTES:
        raise FerError(
            f"The picture has more than {MAX_BYTES // 1_000_000} MB; scale it down and try again."
        )
    try:
        with entry.open() as file:
            # A zip may hold more than it says.
            return file.read(MAX_BYTES)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError,
            RuntimeError, NotImplementedError) as error:  # fmt: skip
        raise FerError("The file is damaged inside its zip; make the zip again.") from error
