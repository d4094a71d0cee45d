"""Which runs there are: the zoo's and the user's own, found, made and deleted by name.

A run's name is its folder's, and whatever is listed can be asked for by the name it is listed by.
A name is looked for among the folders and never made into a path, so that none leads elsewhere;
letters with accents are the same in either of Unicode's forms. New runs are named more strictly, by
`NAME`. A zoo run's name is its own: a folder of the user's that bears it too is shown as broken.
"""

import re
import shutil
import tempfile
from collections.abc import Iterable
from functools import lru_cache
from os import DirEntry, scandir
from pathlib import Path
from unicodedata import normalize

from fer import files, paths
from fer.errors import FerError
from fer.runs import status as run_status
from fer.runs.config import CONFIG, RunConfig
from fer.runs.quoting import argument, quote, shown
from fer.runs.reading import FOLDERS_KEPT
from fer.runs.run import BrokenRun, Run, read

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
"""What a new run can be called: names that every file system, shell and web address takes."""


def all_runs() -> list[Run | BrokenRun]:
    """Every run by name: the zoo's, then the user's own."""
    of_zoo = set(_names(paths.ZOO))
    return [
        *map(_read, _folders(paths.ZOO)),
        *(
            BrokenRun(folder, "the zoo has a run of this name: rename the folder.")
            if folder.name in of_zoo
            else _read(folder)
            for folder in _folders(paths.runs())
        ),
    ]


def own_folders() -> list[Path]:
    """The folders of the user's own runs, in order or not, but for those that the zoo shadows."""
    of_zoo = set(_names(paths.ZOO))
    return [
        folder
        for folder in _folders(paths.runs())
        if folder.name not in of_zoo and shown(folder.name) == folder.name
    ]


def _folders(place: Path) -> list[Path]:
    """The folders in a place, by name; hidden ones are none."""
    return [_folder(str(place), name) for name in _names(place)]


@lru_cache(FOLDERS_KEPT)
def _folder(place: str, name: str) -> Path:
    """A folder in a place, the same object every time: making thousands takes milliseconds."""
    return Path(place, name)


def _names(place: Path) -> list[str]:
    if not place.is_dir():
        return []
    with scandir(place) as entries:
        return sorted(e.name for e in entries if e.name[0] != "." and _is_folder(e))


def _is_folder(entry: DirEntry) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # of a link that leads back to itself
        return False


def _read(folder: Path) -> Run | BrokenRun:
    if shown(folder.name) != folder.name:
        return BrokenRun(folder, "its name cannot be shown as it is: rename the folder.")
    return read(folder)


def _named(place: Path, name: str) -> Path | None:
    """The folder in a place that is listed by `name`."""
    if name in _names(place):
        return place / name
    wanted = normalize("NFC", name)
    alike = (each for each in _names(place) if normalize("NFC", shown(each)) == wanted)
    found = next(alike, None)
    return found and place / found


def folder_of(name: str) -> Path:
    """The folder of the run `name`, the zoo's before the user's own.

    Raises:
        FerError: There is no such run.
    """
    folder = _named(paths.ZOO, name) or _named(paths.runs(), name)
    if folder is None:
        raise FerError(
            f"There is no run {quote(name)}: `python -m fer runs` lists those there are."
        )
    return folder


def find(name: str) -> Run:
    """The run `name`.

    Raises:
        FerError: There is no such run, or its folder is broken.
    """
    run = _read(folder_of(name))
    if isinstance(run, BrokenRun):
        raise FerError(f"The run '{run.name}' is broken: {run.reason}")
    return run


def delete(name: str) -> None:
    """Remove a run of the user's own, broken or not.

    Where the zoo has a run of that name too, it stays.

    Raises:
        FerError: There is no such run, it is running, it teaches one that is not finished, or it
            belongs to the zoo.
    """
    folder = _named(paths.runs(), name)
    of_zoo = _named(paths.ZOO, name)
    if folder is None and of_zoo:
        raise FerError(f"'{name}' belongs to the zoo, which is never deleted.")
    run = read(folder or folder_of(name))
    if isinstance(run, Run) and run.status.state == "running":
        raise FerError(
            f"'{name}' is running: cancel it first, on the Train page or with "
            f"`python -m fer runs cancel {argument(name)}`."
        )
    students = [] if of_zoo else _unfinished_students(run.folder.name)
    if students:
        raise FerError(f"'{students[0]}' learns from '{name}': let it finish or delete it first.")
    _remove(run.folder)


def _unfinished_students(teacher: str) -> list[str]:
    return [
        run.name
        for run in map(read, _folders(paths.runs()))
        if isinstance(run, Run)
        and run.status.state != "finished"
        and teacher in run.config.teachers
    ]


def _remove(folder: Path) -> None:
    """Remove a folder; of a link to one, only the link."""
    try:
        if folder.is_symlink():
            return folder.unlink()
        # Out of sight first, so that no reader meets a half-deleted run.
        hidden = Path(tempfile.mkdtemp(prefix=".deleted-", dir=folder.parent))
        folder.rename(hidden / "run")
        shutil.rmtree(hidden)
    except OSError as error:
        raise FerError(f"'{folder.name}' could not be deleted: {error.strerror}.") from error


def create(config: RunConfig) -> Path:
    """Make the folder of a new, queued run.

    Raises:
        FerError: The name is taken or not usable.
    """
    if not NAME.fullmatch(config.run):
        raise FerError(
            f"{quote(config.run)} cannot name a run: use up to 80 small letters, digits, dots, "
            "hyphens and underscores, the first a letter or digit."
        )
    taken = f"There is a run '{config.run}' already: choose another name."
    if _named(paths.ZOO, config.run):
        raise FerError(taken)
    folder, status = paths.runs() / config.run, run_status.queued()
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise FerError(taken) from None
    files.write_json(folder / CONFIG, config.to_json())
    run_status.write(folder, status)
    return folder


def free_name(stem: str, others: Iterable[str] = ()) -> str:
    """`stem`, or the first of `stem-2`, `stem-3`, … that no run bears, and none of the `others`."""
    taken = {*_names(paths.ZOO), *_names(paths.runs()), *others}
    number, name = 1, stem
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    return name
