"""How a run's files are read.

Only plain files are, never more of one than a run's can have, and not again until it is modified.
"""

import json
import os
import stat
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from fer.errors import FerError

Result = TypeVar("Result")

MOST_BYTES = 4_000_000
"""Of a text file: `metrics.json` has 7,000, and `history.csv` 1,000,000 after 10,000 epochs."""
FOLDERS_KEPT = 8192
"""Folders whose parsed files stay in memory: the pages read every run at every interaction."""


class Version(NamedTuple):
    """What tells one state of a file from another.

    Attributes:
        modified: When its content was last changed, in nanoseconds.
        changed: When its content, name or permissions were.
        bytes: Its size.
    """

    modified: int
    changed: int
    bytes: int


def version(path: Path | str) -> Version | None:
    """The state that a file is in; None where there is no file.

    Raises:
        FerError: It is no plain file, or cannot be reached.
    """
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise FerError(f"{Path(path).name} cannot be read: {error.strerror}.") from error
    if not stat.S_ISREG(found.st_mode):
        raise FerError(f"{Path(path).name} is no plain file.")
    return Version(found.st_mtime_ns, found.st_ctime_ns, found.st_size)


def _state(path: str) -> tuple[int, ...] | None:
    """What `version` tells, without names, as thousands of files are asked at every interaction."""
    try:
        found = os.stat(path)
    except OSError:
        return version(path)
    if not stat.S_ISREG(found.st_mode):
        return version(path)
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size


def read_text(path: Path) -> str:
    """A file's UTF-8 text.

    Raises:
        FerError: It is missing, unreadable, no text, or longer than a run's can be.
    """
    found = version(path)
    if found is None:
        raise FerError(f"{path.name} is missing.")
    if found.bytes > MOST_BYTES:
        raise FerError(f"{path.name} has more than {MOST_BYTES:,} bytes.")
    try:
        return path.read_bytes().decode()
    except OSError as error:
        raise FerError(f"{path.name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise FerError(f"{path.name} is not text in UTF-8: {error.reason}.") from error


def read_json(path: Path) -> Any:
    """What a JSON file holds; NaN and infinities, which JSON has not, are for a check to refuse.

    Raises:
        FerError: See `read_text`; or it is not JSON.
    """
    try:
        return json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise FerError(f"{path.name} is not JSON: {error}.") from error
    except RecursionError:
        raise FerError(f"{path.name} is nested too deep.") from None
    except ValueError as error:
        raise FerError(f"{path.name} has a number of thousands of digits.") from error


def kept(*files: str) -> Callable[[Callable[[Path], Result]], Callable[[Path], Result]]:
    """Keep what a function of a folder returned, or the `FerError` it raised.

    It is called again once any of the `files` in that folder was modified. Nobody changes what it
    returned.
    """

    def decorate(function: Callable[[Path], Result]) -> Callable[[Path], Result]:
        @lru_cache(FOLDERS_KEPT)
        def remembered(folder: str, *states: tuple[int, ...] | None) -> Result | FerError:
            try:
                return function(Path(folder))
            except FerError as error:
                return FerError(str(error))

        @wraps(function)
        def call(folder: Path) -> Result:
            # As text, since joining and hashing paths takes longer than all the rest.
            place = str(folder)
            result = remembered(place, *[_state(f"{place}{os.sep}{name}") for name in files])
            if isinstance(result, FerError):
                # A new one, as an exception raised again and again gathers all its tracebacks.
                raise FerError(str(result))
            return result

        return call

    return decorate
