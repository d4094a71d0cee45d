"""Whether a run is queued, running, finished, failed, cancelled or interrupted.

`status.json` says what the run's process last said of itself. A run that says `running` while its
process is gone is `interrupted`; a process is known by its id together with its start time, so that
an id used again by another program is not taken for it.
"""

import json
import os
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal, get_args

import psutil

from fer.errors import FerError
from fer.files import write_json

State = Literal["queued", "running", "finished", "failed", "cancelled", "interrupted"]
FILE = "status.json"


@dataclass(frozen=True)
class Status:
    """What `status.json` holds.

    Attributes:
        state: What the run is doing.
        process: Id of its process, while it runs.
        started: That process' start time, in seconds since the epoch.
        heartbeat: When this was written, in seconds since the epoch.
        epoch: Epochs done.
        step: Steps done of the epoch in progress.
        steps: Steps an epoch.
        images_per_second: Recent training speed.
        eta_seconds: Estimated seconds to the end.
        message: Why it failed, or what it does before it can train on, in one sentence.
    """

    state: State
    process: int | None = None
    started: float | None = None
    heartbeat: float = 0.0
    epoch: int = 0
    step: int = 0
    steps: int = 0
    images_per_second: float | None = None
    eta_seconds: float | None = None
    message: str | None = None

    @property
    def resumable(self) -> bool:
        """Whether the run stopped before its end."""
        return self.state in ("cancelled", "interrupted", "failed")


def of_this_process(**fields: object) -> Status:
    """A `running` status that names this process."""
    process = psutil.Process(os.getpid())
    return Status("running", process=process.pid, started=process.create_time(), **fields)


def write(folder: Path, status: Status) -> None:
    """Write `status` to the run's folder, with the time."""
    if status.process == os.getpid():
        # A start time is told by the clock, so when that is set it changes.
        status = replace(status, started=psutil.Process().create_time())
    write_json(folder / FILE, asdict(replace(status, heartbeat=time.time())))


def read(folder: Path) -> Status:
    """Read a run's status; a run whose process is gone is `interrupted`.

    Raises:
        FerError: The file is missing or not a status.
    """
    try:
        status = Status(**json.loads((folder / FILE).read_text()))
        if status.state not in get_args(State):
            raise ValueError(f"unknown state '{status.state}'")
    except (OSError, ValueError, TypeError) as error:
        raise FerError(f"{FILE} cannot be read: {error}") from error
    if status.state == "running" and not alive(status):
        return replace(status, state="interrupted")
    return status


def alive(status: Status) -> bool:
    """Whether the process that wrote `status` still runs."""
    if status.process is None or status.started is None:
        return False
    try:
        process = psutil.Process(status.process)
        # Both times come from the kernel's clock ticks; a second of slack forgives its adjustment.
        same = abs(process.create_time() - status.started) < 1
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
