"""Trainings as processes of this machine."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psutil

from fer import paths
from fer.errors import FerError
from fer.launchers.base import (
    SILENCE,
    Place,
    Work,
    arguments,
    limit,
    tail,
    this_host,
    variables,
)

_children: list[subprocess.Popen] = []
"""Processes that this one started, kept so that the finished ones can be reaped."""


class Local:
    """See `fer.launchers.Launcher`."""

    name = "local"

    def check(self) -> None:
        """Make sure that `FER_JOBS` is a number."""
        limit()

    def free(self, busy: Sequence[str], device: str) -> bool:
        """Whether fewer trainings run than may."""
        return len(busy) < (limit() or 1)

    def submit(self, work: Work) -> Place:
        """Start a process in a session of its own."""
        _children[:] = [child for child in _children if child.poll() is None]
        with work.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments(work)],
                cwd=paths.REPOSITORY,
                env={**os.environ, **variables(work)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        _children.append(process)
        started = psutil.Process(process.pid).create_time()
        return Place(work.job, this_host(), process.pid, started)

    def alive(self, place: Place) -> bool:
        """Whether the process still runs: an id used again has another start time.

        Of another machine's, which shares the folder of runs, it is told by its last word.
        """
        if place.process is None or place.started is None:
            return False
        if place.host not in (None, this_host()):
            return place.recent
        try:
            process = psutil.Process(place.process)
            # Both times are from the kernel's clock ticks; a second of slack forgives its
            # adjustment.
            same = abs(process.create_time() - place.started) < 1
            return same and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False

    def losses(self, places: Sequence[Place]) -> dict[str, str]:
        """None: what ended here stays interrupted until somebody resumes it."""
        return {}

    def cancel(self, place: Place) -> None:
        """Ask the process to end."""
        if place.host not in (None, this_host()):
            raise FerError(
                f"It runs on {place.host}: cancel it there. If that is gone, it counts as stopped "
                f"{SILENCE / 60:.0f} minutes after its last word."
            )
        # It may have ended by itself since its status was read.
        if place.process is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                psutil.Process(place.process).terminate()

    def logs(self, place: Place, log: Path) -> str:
        """The end of its log."""
        return tail(log)
