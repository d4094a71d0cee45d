"""Whether a run is queued, running, finished, failed, cancelled or interrupted.

`status.json` says what the run's process last said of itself. A run that says `running` while its
process is gone is `interrupted`; a process is known by its id together with its start time, so that
an id used again by another program is not taken for it.
"""

import os
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal, get_args

import psutil

from fer.files import write_json
from fer.runs.checks import maybe, number, one_of, record, require, text, whole
from fer.runs.config import MOST_EPOCHS
from fer.runs.reading import MOST_BYTES, kept, read_json

State = Literal["queued", "running", "finished", "failed", "cancelled", "interrupted"]
FILE = "status.json"

_TIME = number(0, 1e12)
_FORM = record(
    {"state": one_of(*get_args(State))},
    {
        "process": maybe(whole(0, 2**32 - 1)),
        "started": maybe(_TIME),
        "heartbeat": _TIME,
        "epoch": whole(0, MOST_EPOCHS),
        "step": whole(0, 10**9),
        "steps": whole(0, 10**9),
        "images_per_second": maybe(number(0, 1e9)),
        "eta_seconds": maybe(_TIME),
        "message": maybe(text(MOST_BYTES, lines=True)),
    },
)


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


def write(folder: Path, status: Status, at: float | None = None) -> None:
    """Write `status` to the run's folder, with the time.

    Args:
        folder: The run's.
        status: What to write.
        at: Another time than now; of a queued run it is its place in the queue.
    """
    if status.process == os.getpid():
        # A start time is told by the clock, so when that is set it changes.
        status = replace(status, started=psutil.Process().create_time())
    write_json(folder / FILE, asdict(replace(status, heartbeat=time.time() if at is None else at)))


def read(folder: Path) -> Status:
    """Read a run's status; a run whose process is gone is `interrupted`.

    Raises:
        FerError: The file is missing or not a status.
    """
    return now(written(folder))


@kept(FILE)
def written(folder: Path) -> Status:
    """What the run's process last said of itself.

    Raises:
        FerError: The file is missing or not a status.
    """
    values = read_json(folder / FILE)
    require(FILE, _FORM, values)
    return Status(**values)


def now(status: Status) -> Status:
    """`status`, or `interrupted` where it says `running` and its process is gone."""
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
