"""Trainings a few at a time, or as many as a cluster has places for, and the rest queued.

The queue is the run folders themselves: a run whose status is `queued` waits, the oldest first.
`advance` starts what may start, under a file lock; whoever notices a free place calls it: a process
that finishes, a page, a foreground sweep. So the queue moves with no page open, and survives them.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from fer import launchers
from fer.errors import FerError
from fer.launch.claims import create
from fer.launch.own import Entry, entries, lock, own_runs, waits_here
from fer.launch.stops import ask_to_stop, asked_to_stop, forget_stop
from fer.launchers import NoPlaceError, Work, new_job
from fer.runs import listing
from fer.runs import status as run_status
from fer.runs.config import RunConfig
from fer.runs.run import LOG, Run
from fer.runs.status import MOST_ATTEMPTS, Status

AT_ONCE = 20
"""Trainings started under the lock, so that those that began can take theirs meanwhile."""


def ensure(config: RunConfig) -> str:
    """Queue a run unless there is one of the same settings, which goes on if it had stopped.

    Returns:
        The name of that run, whatever `config` calls it.

    Raises:
        FerError: It cannot be made, or the queue does not move; it is queued then.
    """
    if run := same(config):
        if run.status.resumable:
            resume(run.name)
        return run.name
    create(config)
    _move_on(config.run)
    return config.run


def same(config: RunConfig) -> Run | None:
    """The user's own run of these settings, whatever its name."""
    return twins([config])[0]


def twins(configs: Iterable[RunConfig], *, anywhere: bool = False) -> list[Run | None]:
    """For each of these settings the user's own run of them, whatever its name.

    Args:
        configs: The settings.
        anywhere: Whether a run of another engine or device is one of them too.
    """
    places = ("run", "engine", "device") if anywhere else ("run",)
    there: dict[str, list[Run]] = {}
    for run in own_runs():
        there.setdefault(_kind(run.config), []).append(run)
    return [
        next(
            (
                run
                for run in there.get(_kind(config), ())
                if replace(run.config, **{name: getattr(config, name) for name in places}) == config
            ),
            None,
        )
        for config in configs
    ]


def _kind(config: RunConfig) -> str:
    """What is quick to tell and the same of runs of the same settings."""
    return f"{config.architecture.family} {config.architecture.channels} {config.seed}"


def resume(name: str) -> None:
    """Queue a run that stopped before its end.

    Raises:
        FerError: There is no such run, it did not stop before its end, or the queue does not move;
            it is queued then.
    """
    queue_again(name)
    _move_on(name)


def queue_again(name: str) -> None:
    """`resume`, but it is left to others to start what may start."""
    with lock():
        run = listing.find(name)
        if not run.status.resumable:
            raise FerError(f"'{name}' is {run.status.state}: there is nothing to resume.")
        run_status.write(run.folder, run_status.queued(epoch=run.status.epoch))


def _move_on(name: str) -> None:
    try:
        advance()
    except FerError as error:
        raise FerError(f"{error} '{name}' is queued, and starts when that is mended.") from error


def cancel(name: str) -> None:
    """Stop a queued or running run; it can be resumed.

    Raises:
        FerError: There is no such run, or it is neither queued nor running.
    """
    with lock():
        run = listing.find(name)
        status = run.status
        if status.state not in ("queued", "running"):
            raise FerError(f"'{name}' is {status.state}: there is nothing to cancel.")
        # A process of this machine that has told no steps yet may not even hear that it is to end.
        unborn = status.process is None or (status.launcher == "local" and not status.steps)
        if status.state == "queued" or unborn:
            # Nobody has begun it, who could say so.
            run_status.write(run.folder, Status("cancelled", epoch=status.epoch))
        if status.state == "running":
            _stop(run.folder, status)
    if status.state == "running" and unborn:
        # Nor would it let the next begin. If that cannot, the run is cancelled none the less.
        with suppress(FerError):
            advance()


def _stop(folder: Path, status: Status) -> None:
    launcher = launchers.LAUNCHERS[status.launcher]
    ask_to_stop(folder)
    try:
        launcher.cancel(status.place)
    except FerError as error:
        if status.launcher == "local":
            forget_stop(folder)
            raise
        raise FerError(f"{error} '{folder.name}' is cancelled when it answers again.") from error


def delete(name: str) -> None:
    """Remove a run of the user's own; see `fer.runs.delete`."""
    with lock():
        listing.delete(name)


def advance() -> list[str]:
    """Start queued runs while there is room, and return their names.

    What lost its worker on a cluster is queued again, or has failed if that was often enough.

    Raises:
        FerError: The cluster does not answer, or a setting is wrong.
    """
    started: list[str] = []
    while any(map(_concerns, entries())):
        with lock():
            some = _start_some(_requeued(entries()))
        started += some
        if len(some) < AT_ONCE:
            break
    return started


def _concerns(entry: Entry) -> bool:
    """Whether something may have to be done about a run."""
    status = entry.status
    return status.state == "queued" or (status.state == "running" and status.launcher == "ray")


def _start_some(found: Sequence[Entry]) -> list[str]:
    """Start what may start, but not more than `AT_ONCE`."""
    launcher = launchers.chosen()
    busy = [
        entry.device or "cpu"
        for entry in found
        if entry.status.launcher == launcher.name
        and run_status.now(entry.status).state == "running"
    ]
    queued = [entry for entry in found if waits_here(entry)]
    started: list[str] = []
    full: set[bool] = set()
    problem: NoPlaceError | None = None
    for entry in sorted(queued, key=lambda entry: entry.status.heartbeat):
        if len(full) == 2 or len(started) == AT_ONCE:
            break
        device = entry.device
        if device is None or (device == "cuda") in full:
            continue
        try:
            free = launcher.free(busy, device)
        except NoPlaceError as error:
            free, problem = False, error
        if not free:
            # Who waits for a GPU keeps nobody from a core.
            full.add(device == "cuda")
            continue
        start(entry)
        busy.append(device)
        started.append(entry.name)
    if problem and not started:
        raise problem
    return started


def start(entry: Entry) -> None:
    """Start a run, and note that before the lock is let go.

    Raises:
        FerError: It could not be started; it waits as before.
    """
    launcher = launchers.chosen()
    work = Work(entry.name, new_job(), entry.device or "cpu", entry.folder / LOG)
    status = replace(
        Status("running", epoch=entry.status.epoch, attempt=entry.status.attempt),
        launcher=launcher.name,
        job=work.job,
    )
    forget_stop(entry.folder)
    # Before it starts: a process that is killed in between leaves a run that lost its worker.
    run_status.write(entry.folder, status)
    try:
        place = launcher.submit(work)
    except BaseException:
        run_status.write(entry.folder, entry.status, at=entry.status.heartbeat)
        raise
    if place.process is not None:
        begun = {"host": place.host, "process": place.process, "started": place.started}
        run_status.write(entry.folder, replace(status, **begun))


def _requeued(found: Sequence[Entry]) -> list[Entry]:
    """The entries, those queued again whose workers were lost; to be called under the lock."""
    losses: dict[str, str] = {}
    for name, launcher in launchers.LAUNCHERS.items():
        places = [
            entry.status.place
            for entry in found
            if entry.status.state == "running" and entry.status.launcher == name
        ]
        losses |= launcher.losses(places) if places else {}
    return [_settled(entry, losses) for entry in found]


def _settled(entry: Entry, losses: dict[str, str]) -> Entry:
    loss = losses.get(entry.status.job or "") if entry.status.state == "running" else None
    # What ended by itself says so before its job ends, so it may have said so since.
    if loss is None or run_status.written(entry.folder) != entry.status:
        return Entry(entry.folder, run_status.written(entry.folder))
    begun = {"epoch": entry.status.epoch, "launcher": entry.status.launcher}
    status = Status("queued", attempt=entry.status.attempt + 1, **begun)
    if asked_to_stop(entry.folder):
        status = Status("cancelled", epoch=entry.status.epoch)
        forget_stop(entry.folder)
    elif entry.status.attempt >= MOST_ATTEMPTS:
        message = (
            f"Its worker was lost {MOST_ATTEMPTS} times, the last time because {loss}: see "
            "its log, and resume it when that is mended."
        )
        status = replace(entry.status, state="failed", message=message, process=None, started=None)
    run_status.write(entry.folder, status)
    return Entry(entry.folder, run_status.written(entry.folder))
