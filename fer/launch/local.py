"""Trainings as processes of this machine."""

import os
import subprocess
import sys

import psutil

from fer import paths
from fer.runs import status as run_status
from fer.runs.run import LOG, Run
from fer.runs.status import Status

_children: list[subprocess.Popen] = []
"""Processes that this one started, kept so that the finished ones can be reaped."""


def environment() -> dict[str, str]:
    """This process' environment for one that works in the repository."""
    # Resolved, as a relative folder would mean another one from there.
    return {**os.environ, "FER_ARTIFACTS": str(paths.artifacts())}


def start(run: Run) -> None:
    """Start a run's process, which outlives this one, and note it before the lock is let go."""
    with (run.folder / LOG).open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "fer", "train", f"--resume={run.name}"],
            cwd=paths.REPOSITORY,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _children.append(process)
    run_status.write(
        run.folder,
        Status(
            "running",
            process=process.pid,
            started=psutil.Process(process.pid).create_time(),
            epoch=run.status.epoch,
        ),
    )


def reap() -> None:
    """Let go of the processes of this one that ended."""
    _children[:] = [child for child in _children if child.poll() is None]
