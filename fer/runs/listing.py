"""Which runs there are: the zoo's and the user's own, found, made and deleted by name."""

import re
import shutil
from pathlib import Path

from fer import files, paths
from fer.errors import FerError
from fer.runs import status as run_status
from fer.runs.config import RunConfig
from fer.runs.run import CONFIG, BrokenRun, Run, read
from fer.runs.status import Status

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


def all_runs() -> list[Run | BrokenRun]:
    """Every run by name: the zoo's, then the user's own.

    A run of the user's own hides one of the zoo that has its name, as in `find`.
    """
    own, zoo = _folders(paths.runs()), _folders(paths.ZOO)
    names = {folder.name for folder in own}
    return [read(folder) for folder in [*(each for each in zoo if each.name not in names), *own]]


def _folders(place: Path) -> list[Path]:
    if not place.is_dir():
        return []
    return sorted(each for each in place.iterdir() if each.is_dir() and each.name[0] != ".")


def folder_of(name: str) -> Path:
    """The folder of the run `name`, the user's own before the zoo's.

    Raises:
        FerError: There is no such run.
    """
    for place in (paths.runs(), paths.ZOO):
        if NAME.fullmatch(name) and (place / name).is_dir():
            return place / name
    raise FerError(f"There is no run '{name}': `python -m fer runs` lists those there are.")


def find(name: str) -> Run:
    """The run `name`.

    Raises:
        FerError: There is no such run, or its folder is broken.
    """
    run = read(folder_of(name))
    if isinstance(run, BrokenRun):
        raise FerError(f"The run '{name}' is broken: {run.reason}")
    return run


def delete(name: str) -> None:
    """Remove a run of the user's own.

    Raises:
        FerError: There is no such run, it is running, it teaches one that is not finished, or it
            belongs to the zoo.
    """
    folder = folder_of(name)
    if folder.parent == paths.ZOO:
        raise FerError(f"'{name}' belongs to the zoo, which is never deleted.")
    run = read(folder)
    if isinstance(run, Run) and run.status.state == "running":
        raise FerError(f"'{name}' is running: cancel it before you delete it.")
    if students := _unfinished_students(name):
        raise FerError(f"'{students[0]}' learns from '{name}': let it finish or delete it first.")
    # Out of sight first, so that no reader meets a half-deleted run.
    hidden = folder.with_name(f".deleted-{folder.name}")
    shutil.rmtree(hidden, ignore_errors=True)
    folder.rename(hidden)
    shutil.rmtree(hidden)


def _unfinished_students(teacher: str) -> list[str]:
    return [
        run.name
        for run in map(read, _folders(paths.runs()))
        if isinstance(run, Run)
        and run.status.state != "finished"
        and teacher in run.config.teachers
    ]


def create(config: RunConfig) -> Path:
    """Make the folder of a new, queued run.

    Raises:
        FerError: The name is taken or not usable.
    """
    if not NAME.fullmatch(config.run):
        raise FerError(
            f"'{config.run}' cannot name a run: use up to 80 small letters, digits, dots, "
            "hyphens and underscores, the first a letter or digit."
        )
    folder = paths.runs() / config.run
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise FerError(f"There is a run '{config.run}' already: choose another name.") from None
    files.write_json(folder / CONFIG, config.to_json())
    run_status.write(folder, Status("queued"))
    return folder


def free_name(stem: str) -> str:
    """`stem`, or the first of `stem-2`, `stem-3`, … that no run bears."""
    taken = {run.name for run in all_runs()}
    number, name = 1, stem
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    return name
