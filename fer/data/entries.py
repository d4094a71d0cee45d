"""The files inside a source, be it a folder or a zip."""

import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from fer.errors import FerError

MAX_FILES = 500_000
"""Files accepted in one source, so that a hostile zip ends early; FER2013 has 35,887."""

Progress = Callable[[float, str], None]
"""Called with the part done (0 to 1) and a few words on what is being done."""

_ENCRYPTED = 0x1  # bit 0 of a member's general purpose flags, APPNOTE.TXT section 4.4.4


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


def folder_entries(folder: Path) -> list[Entry]:
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


def zip_entries(archive: zipfile.ZipFile, source: str) -> list[Entry]:
    """The files inside a zip, hidden ones left out.

    Args:
        archive: the open zip.
        source: its name, for messages.

    Raises:
        FerError: a file needs a password, or there are more than `MAX_FILES`.
    """
    members = [member for member in archive.infolist() if not member.is_dir()]
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise FerError(f"{source} is protected by a password: unpack it and import the folder.")
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


def _visible(entries: Iterable[Entry], source: str) -> list[Entry]:
    """Drop what file managers leave behind (`.DS_Store`, `__MACOSX/`), within `MAX_FILES`."""
    kept = []
    for entry in entries:
        if any(part.startswith((".", "__MACOSX")) for part in entry.path.parts):
            continue
        if len(kept) == MAX_FILES:
            raise FerError(
                f"{source} holds more than {MAX_FILES:,} files: import the data set's own folder "
                "or zip."
            )
        kept.append(entry)
    return kept
