"""Whether a run is queued, running, finished, failed, cancelled or interrupted.

`status.json` says what the run's process last said of itself. A run that says `running` while its
launcher knows of no such training is `interrupted`. Each attempt at a run is a job with a name of
its own: what no longer is the one that the file names may write nothing more.
"""

import os
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal, get_args

import psutil

from fer import launchers
from fer.errors import FerError
from fer.files import write_json
from fer.launchers import Place, this_host, this_job
from fer.runs.checks import maybe, number, one_of, record, require, text, whole
from fer.runs.reading import MOST_BYTES, kept, read_json
from fer.runs.recipe import MOST_EPOCHS

State = Literal["queued", "running", "finished", "failed", "cancelled", "interrupted"]
FILE = "status.json"
MOST_ATTEMPTS = 4
"""At one run, where a cluster loses its workers: it is queued again three times."""

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
        "launcher": one_of(*launchers.LAUNCHERS),
        "job": maybe(text(200)),
        "host": maybe(text(300)),
        "attempt": whole(1, MOST_ATTEMPTS),
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
        launcher: What started it, or is to.
        job: The attempt at it that is the last.
        host: The machine that this is or was on, once it was on one.
        attempt: Which one it is, where workers were lost; a resume by hand counts anew.
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
    launcher: str = "local"
    job: str | None = None
    host: str | None = None
    attempt: int = 1

    @property
    def place(self) -> Place:
        """Where it is, for its launcher."""
        return Place(self.job, self.host, self.process, self.started, self.heartbeat)

    @property
    def resumable(self) -> bool:
        """Whether the run stopped before its end."""
        return self.state in ("cancelled", "interrupted", "failed")


def of_this_process(**fields: object) -> Status:
    """A `running` status that names this process and the attempt that it is.

    Raises:
        FerError: `FER_LAUNCHER` names no launcher.
    """
    process = psutil.Process(os.getpid())
    return Status(
        "running",
        process=process.pid,
        started=process.create_time(),
        launcher=launchers.chosen().name if os.environ.get("FER_JOB") else "local",
        job=this_job(),
        host=this_host(),
        **fields,
    )


def queued(**fields: object) -> Status:
    """A `queued` status, for the launcher that this process uses.

    Raises:
        FerError: `FER_LAUNCHER` or a setting of that launcher is wrong.
    """
    return Status("queued", launcher=launchers.chosen().name, **fields)


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
    """Whether the training that wrote `status` goes on, as far as its launcher knows."""
    return launchers.LAUNCHERS[status.launcher].alive(status.place)


class SupersededError(FerError):
    """Another attempt trains the run now."""


def require_own(folder: Path) -> None:
    """Make sure that this process' attempt at a run is still the last, before it writes.

    So a worker that was believed lost, and was not, leaves the folder to the one that took over.

    Raises:
        SupersededError: It is another one's.
    """
    if written(folder).job != this_job():
        raise SupersededError(
            f"'{folder.name}' was given to another worker, or cancelled: this one leaves it."
        )
