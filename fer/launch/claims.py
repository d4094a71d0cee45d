"""A run made, or taken by the process that will train it."""

import os
from dataclasses import replace

from fer import data, paths
from fer.errors import FerError
from fer.launch.own import entries, lock, waits_here
from fer.launch.stops import asked_to_stop, forget_stop
from fer.launchers import this_job
from fer.planning import divided
from fer.runs import listing
from fer.runs import status as run_status
from fer.runs.config import DeviceName, RunConfig
from fer.runs.run import Run, read
from fer.runs.status import Status


def claim(name: str) -> Run:
    """Take a run for this process, before it loads anything slow.

    Raises:
        FerError: There is no such run, it is finished, another process trains it, or the attempt
            that this process was started for is not its last.
    """
    with lock():
        return take_over(name)


def claim_new(config: RunConfig) -> Run:
    """Make a run and take it for this process, so that no queue starts it too."""
    with lock():
        create(config)
        return take_over(config.run)


def enqueue(config: RunConfig) -> str:
    """Queue a run, or the one of its name and settings if that has stopped; returns the name.

    Raises:
        FerError: The run of that name has other settings.
    """
    with lock():
        run = _begun(config)
        # What waits for this machine would wait for ever where a cluster trains, and conversely.
        elsewhere = run.status.state == "queued" and not waits_here(run)
        if run.status.resumable or elsewhere:
            run_status.write(run.folder, run_status.queued(epoch=run.status.epoch))
    return config.run


def take(config: RunConfig) -> Run:
    """Make a run, or find the one of its name, and take it for this process if it is not finished.

    Raises:
        FerError: The run of that name has other settings, or another process trains it.
    """
    with lock():
        run = _begun(config)
        return run if run.status.state == "finished" else take_over(config.run)


def _begun(config: RunConfig) -> Run:
    """The run of that name, made if there is none."""
    if not (paths.runs() / config.run).is_dir():
        create(config)
    run = listing.find(config.run)
    # Where it was begun, it goes on, and its folder may have been renamed since.
    begun = {name: getattr(run.config, name) for name in ("run", "engine", "device")}
    if replace(config, **begun) != run.config:
        raise FerError(
            f"There is a run '{config.run}' of other settings: choose another name, or delete it."
        )
    return run


def take_next(device: DeviceName) -> Run | None:
    """Take the first that waits for a place like the one that this process has, if any does."""
    queued = [entry for entry in entries() if waits_here(entry)]
    # Not under the lock, as on a shared disk it takes longest to see what there is.
    for entry in sorted(queued, key=lambda entry: entry.status.heartbeat):
        if entry.device != device:
            continue
        with lock():
            run = read(entry.folder)
            if isinstance(run, Run) and waits_here(run):
                forget_stop(run.folder)
                before = {"epoch": run.status.epoch, "attempt": run.status.attempt}
                run_status.write(run.folder, run_status.of_this_process(**before))
                return run
    return None


def hand_back(run: Run) -> None:
    """Queue a run again that this worker was told to leave, unless somebody cancelled it."""
    with lock():
        status = run_status.written(run.folder)
        if status.state != "cancelled" or status.job != this_job():
            return
        if asked_to_stop(run.folder):
            return forget_stop(run.folder)
        again = {"epoch": status.epoch, "attempt": status.attempt, "launcher": status.launcher}
        run_status.write(run.folder, Status("queued", **again))


def create(config: RunConfig) -> None:
    """Make a run, unless its images are too few or its teachers' weights cannot be used.

    Nothing of it is left then, which would keep its name.
    """
    dataset = data.load(config.data)
    if dataset.fingerprint == config.fingerprint:
        divided(config, dataset)
    hashes = []
    for name in config.teachers:
        teacher = listing.find(name)
        teacher.weights()
        hashes.append(teacher.weights_hash())
    listing.create(replace(config, teacher_weights=tuple(hashes)))


def take_over(name: str) -> Run:
    """See `claim`; to be called under the lock."""
    run = listing.find(name)
    own = run.status.job == this_job()
    if "FER_JOB" in os.environ and not own:
        raise FerError(f"'{name}' was given to another worker, or cancelled: this one leaves it.")
    if run.status.state == "finished":
        raise FerError(f"'{name}' is finished: there is nothing to resume.")
    if run.status.state == "running" and not own:
        raise FerError(f"'{name}' is running already: wait for its end, or cancel it.")
    status = run_status.of_this_process(epoch=run.status.epoch, attempt=run.status.attempt)
    forget_stop(run.folder)
    run_status.write(run.folder, status)
    return run
