"""The files inside a folder or an archive, without what file managers leave behind."""

import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from fer.errors import FerError

MAX_FILES = 500_000
"""Files accepted in one source, so that a hostile zip ends early; FER2013 has 35,887."""

Progress = Callable[[float, str], None]
"""Called with the part done (0 to 1) and a few words on what is being done."""

_CHUNK = 1 << 20
_ENCRYPTED = 0x1  # bit 0 of a member's general purpose flags, APPNOTE.TXT section 4.4.4
_DEFLATE64 = 9  # section 4.4.5
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
_JUNK = {"thumbs.db", "desktop.ini", "icon\r"}


@dataclass(frozen=True)
class Entry:
    """One file inside a source.

    Attributes:
        path: its place inside the source.
        size: its unpacked size in bytes.
        open: opens it for reading bytes.
    """

    path: PurePosixPath
    size: int
    open: Callable[[], IO[bytes]]


class Entries(list[Entry]):
    """The files of a source.

    Attributes:
        junk: How many files were left out that file managers and notebooks leave behind.
        outside: How many were left out whose paths lead out of the source by `..`.
    """

    junk = 0
    outside = 0


def folder_entries(folder: Path) -> Entries:
    """The files at any depth below a folder, hidden ones left out.

    Raises:
        FerError: there are more than `MAX_FILES`.
    """
    return _visible(
        (
            Entry(
                PurePosixPath(path.relative_to(folder)),
                path.stat().st_size,
                partial(open, path, "rb"),
            )
            for path in folder.rglob("*")
            if path.is_file()
        ),
        str(folder),
    )


def zip_entries(archive: zipfile.ZipFile, source: str) -> Entries:
    """The files inside a zip, hidden ones left out.

    Args:
        archive: the open zip.
        source: its name, for messages.

    Raises:
        FerError: a file needs a password or is packed by a method that Python has not, or there are
            more than `MAX_FILES`.
    """
    members = [member for member in archive.infolist() if not member.is_dir()]
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise FerError(f"{source} is protected by a password: unpack it and import the folder.")
    foreign = {member.compress_type for member in members} - _METHODS
    if foreign:
        method = "Deflate64" if _DEFLATE64 in foreign else f"method {min(foreign)}"
        raise FerError(
            f"{source} is packed with {method}, which few programs read: unpack it (in Windows' "
            "own Explorer, say) and import the folder."
        )
    return _visible(
        (
            # Some Windows programs write backslashes, against the format's section 4.4.17.
            Entry(
                PurePosixPath(member.filename.replace("\\", "/")),
                member.file_size,
                partial(archive.open, member),
            )
            for member in members
        ),
        source,
    )


def tar_entries(archive: tarfile.TarFile, source: str) -> Entries:
    """The plain files inside a tar, hidden ones left out; in its order, as it is read forwards.

    Args:
        archive: the open tar.
        source: its name, for messages.

    Raises:
        FerError: there are more than `MAX_FILES`.
    """
    return _visible(
        (
            Entry(PurePosixPath(member.name), member.size, partial(archive.extractfile, member))
            for member in _members(archive)
            if member.isreg()
        ),
        source,
    )


def _members(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """All members, where `tarfile` takes a damaged header for the end.

    Raises:
        tarfile.ReadError: There is no end where they end.
        OSError: The packed content is not what its check sum says.
    """
    yield from archive
    archive.fileobj.seek(archive.offset)
    if any(archive.fileobj.read(tarfile.BLOCKSIZE)):
        raise tarfile.ReadError("damaged header")
    while archive.fileobj.read(_CHUNK):
        pass


def _visible(entries: Iterable[Entry], source: str) -> Entries:
    """Drop what file managers leave behind (`.DS_Store`) and what lies outside, to `MAX_FILES`."""
    kept = Entries()
    for entry in entries:
        if ".." in entry.path.parts:
            kept.outside += 1
            continue
        if any(_is_junk(part) for part in entry.path.parts):
            kept.junk += 1
            continue
        if len(kept) == MAX_FILES:
            raise FerError(
                f"{source} holds more than {MAX_FILES:,} files: import the data set's own folder "
                "or zip."
            )
        kept.append(entry)
    return kept


def _is_junk(name: str) -> bool:
    return name.startswith((".", "__MACOSX")) or name.lower() in _JUNK
