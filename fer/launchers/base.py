"""What every launcher does, and how the work is described to it."""

import os
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from fer import paths
from fer.errors import FerError

PREFIX = "fer-"
"""Of the names of our jobs on a cluster that others use too."""
SILENCE = 900.0
"""Seconds without a word after which a training that cannot be asked counts as ended: the last
figures of a large network take minutes, in which it says nothing."""


@dataclass(frozen=True)
class Work:
    """A training to be started.

    Attributes:
        run: The run's name.
        job: What tells this attempt from every other one.
        device: What it is trained on: `cpu`, `cuda` or `mps`.
        log: The file for what it prints.
    """

    run: str
    job: str
    device: str
    log: Path


@dataclass(frozen=True)
class Place:
    """Where a training is, as far as it is known.

    Attributes:
        job: What tells this attempt from every other one.
        host: The machine's name; None until the training has begun there.
        process: The id of its process there.
        started: That process' start time, in seconds since the epoch.
        heartbeat: When it last said something, in seconds since the epoch.
    """

    job: str | None = None
    host: str | None = None
    process: int | None = None
    started: float | None = None
    heartbeat: float = 0.0

    @property
    def recent(self) -> bool:
        """Whether it said something lately, for where nobody can be asked."""
        return time.time() - self.heartbeat < SILENCE


class NoPlaceError(FerError):
    """Nothing that is there has room for such a training, even if nothing else ran."""


class Launcher(Protocol):
    """Starts trainings, and is asked about them.

    Attributes:
        name: What `FER_LAUNCHER` and a run's status call it.
    """

    name: str

    def check(self) -> None:
        """Make sure that its settings can be used, before anything is queued.

        Raises:
            FerError: One is wrong; the sentence says which.
        """

    def free(self, busy: Sequence[str], device: str) -> bool:
        """Whether a training on `device` may start beside those on the `busy` devices.

        Raises:
            NoPlaceError: None is ever going to, as things are.
            FerError: The cluster does not answer.
        """

    def submit(self, work: Work) -> Place:
        """Start a training, which outlives this process.

        Raises:
            FerError: It could not be started.
        """

    def alive(self, place: Place) -> bool:
        """Whether a training that says it runs does; it never fails."""

    def losses(self, places: Sequence[Place]) -> dict[str, str]:
        """How trainings that say they run lost their workers, as a part of a sentence, by job.

        Only those are in it that should begin again elsewhere. To be called while none is being
        started.

        Raises:
            FerError: The cluster does not answer.
        """

    def cancel(self, place: Place) -> None:
        """Ask a training to stop where it can be resumed.

        Raises:
            FerError: It cannot be asked from here.
        """

    def logs(self, place: Place, log: Path) -> str:
        """What a training printed; empty where nothing is known.

        Args:
            place: Where it is.
            log: The file for what it prints.
        """


def limit() -> int | None:
    """How many trainings run at once: `FER_JOBS`, if it is set.

    Raises:
        FerError: The variable is not a whole number of at least 1.
    """
    value = os.environ.get("FER_JOBS")
    if value is None:
        return None
    if not value.isdecimal() or int(value) < 1:
        raise FerError(f"FER_JOBS must be a whole number of at least 1, not '{value}'.")
    return int(value)


def new_job() -> str:
    """A name for an attempt that no other has."""
    return f"{PREFIX}{uuid4().hex[:12]}"


def this_job() -> str:
    """The attempt that this process was started for, or one of its own."""
    return os.environ.get("FER_JOB") or _own_job(os.getpid())


@cache
def _own_job(process: int) -> str:
    return new_job()


def this_host() -> str:
    """This machine's name in the network."""
    return socket.gethostname()


def variables(work: Work) -> dict[str, str]:
    """The environment variables that tell a worker what it is for."""
    # Resolved, as a relative folder would mean another one from there.
    return {"FER_ARTIFACTS": str(paths.artifacts()), "FER_JOB": work.job}


def arguments(work: Work) -> list[str]:
    """A worker's program and its arguments, without the interpreter."""
    return ["-m", "fer", "train", f"--resume={work.run}"]


def tail(log: Path, most: int = 20_000) -> str:
    """The end of a log.

    Args:
        log: The file.
        most: Bytes.
    """
    try:
        with log.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - most))
            return file.read().decode(errors="replace")
    except OSError:
        return ""
