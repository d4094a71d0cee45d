"""Trainings as processes of their own, a few at a time, the rest queued.

The queue is the run folders themselves: a run whose status is `queued` waits, the oldest first.
`advance` starts what may start, under a file lock; whoever notices a free place calls it: a process
that finishes, a page, a foreground sweep. So the queue moves with no page open, and survives them.
"""

import contextlib
import os
from collections.abc import Sequence
from dataclasses import replace

import psutil
from filelock import FileLock

from fer import data, paths
from fer.errors import FerError
from fer.launch import local
from fer.planning import divided
from fer.runs import listing
from fer.runs import status as run_status
from fer.runs.config import RunConfig
from fer.runs.run import Run
from fer.runs.status import Status


def limit() -> int:
    """How many trainings run at once: `FER_JOBS`, or 1.

    Raises:
        FerError: The variable is not a number of at least 1.
    """
    value = os.environ.get("FER_JOBS", "1")
    if not value.isdecimal() or int(value) < 1:
        raise FerError(f"FER_JOBS must be a number of at least 1, not '{value}'.")
    return int(value)


def submit(config: RunConfig) -> str:
    """Queue a new run, start it if there is room, and return its name."""
    _create(config)
    advance()
    return config.run


def ensure(config: RunConfig) -> str:
    """Queue a run unless there is one of the same settings, which goes on if it had stopped.

    Returns:
        The name of that run, whatever `config` calls it.
    """
    if run := same(config):
        if run.status.resumable:
            resume(run.name)
        return run.name
    return submit(config)


def same(config: RunConfig) -> Run | None:
    """The user's own run of these settings, whatever its name."""
    return next((run for run in own_runs() if replace(run.config, run=config.run) == config), None)


def resume(name: str) -> None:
    """Queue a run that stopped before its end.

    Raises:
        FerError: There is no such run, or it did not stop before its end.
    """
    with lock():
        run = listing.find(name)
        if not run.status.resumable:
            raise FerError(f"'{name}' is {run.status.state}: there is nothing to resume.")
        run_status.write(run.folder, Status("queued", epoch=run.status.epoch))
    advance()


def cancel(name: str) -> None:
    """Stop a queued or running run; it can be resumed.

    Raises:
        FerError: There is no such run, or it is neither queued nor running.
    """
    with lock():
        run = listing.find(name)
        if run.status.state == "queued":
            run_status.write(run.folder, Status("cancelled", epoch=run.status.epoch))
            return
    if run.status.state != "running" or run.status.process is None:
        raise FerError(f"'{name}' is {run.status.state}: there is nothing to cancel.")
    # It may have ended by itself since its status was read.
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(run.status.process).terminate()


def claim(name: str) -> Run:
    """Take a run for this process, before it loads anything slow.

    Raises:
        FerError: There is no such run, it is finished, or another process trains it.
    """
    with lock():
        return _claim(name)


def claim_new(config: RunConfig) -> Run:
    """Make a run and take it for this process, so that no queue starts it too."""
    with lock():
        _create(config)
        return _claim(config.run)


def take(config: RunConfig) -> Run:
    """Make a run, or find the one of its name, and take it for this process if it is not finished.

    Raises:
        FerError: The run of that name has other settings, or another process trains it.
    """
    with lock():
        if not (paths.runs() / config.run).is_dir():
            _create(config)
        run = listing.find(config.run)
        # Where it was begun, it goes on.
        if replace(config, engine=run.config.engine, device=run.config.device) != run.config:
            raise FerError(
                f"There is a run '{config.run}' of other settings: choose another name, or delete "
                "it."
            )
        return run if run.status.state == "finished" else _claim(config.run)


def _create(config: RunConfig) -> None:
    """Make a run, unless its images are too few or its teachers' weights cannot be used.

    Nothing of it is left then, which would keep its name.
    """
    dataset = data.load(config.data)
    if dataset.fingerprint == config.fingerprint:
        divided(config, dataset)
    for teacher in config.teachers:
        listing.find(teacher).weights()
    listing.create(config)


def _claim(name: str) -> Run:
    run = listing.find(name)
    if run.status.state == "finished":
        raise FerError(f"'{name}' is finished: there is nothing to resume.")
    # `start` notes the process it starts as running; some launchers put one in between.
    if run.status.state == "running" and run.status.process not in (os.getpid(), os.getppid()):
        raise FerError(f"'{name}' is running already: cancel it first.")
    run_status.write(run.folder, run_status.of_this_process(epoch=run.status.epoch))
    return run


def delete(name: str) -> None:
    """Remove a run of the user's own; see `fer.runs.delete`."""
    with lock():
        listing.delete(name)


def advance() -> list[str]:
    """Start queued runs while there is room, and return their names."""
    with lock():
        local.reap()
        runs = own_runs()
        room = limit() - sum(run.status.state == "running" for run in runs)
        started = waiting(runs)[: max(0, room)]
        for run in started:
            local.start(run)
    return [run.name for run in started]


def waiting(runs: Sequence[Run] | None = None) -> list[Run]:
    """The queued ones among the user's own runs, in the order in which they will start.

    Args:
        runs: The user's own runs, where they are known already.
    """
    queued = [run for run in runs or own_runs() if run.status.state == "queued"]
    return sorted(queued, key=lambda run: run.status.heartbeat)


def own_runs() -> list[Run]:
    """The user's own runs that are in order."""
    return [run for run in listing.all_runs() if isinstance(run, Run) and not run.zoo]


def lock() -> FileLock:
    """Held while the queue is changed, by whatever process."""
    folder = paths.runs()
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / ".queue.lock")
