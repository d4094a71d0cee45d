"""The speed of this machine, measured beside no training."""

import os
import subprocess
import sys

from fer import paths
from fer.errors import FerError
from fer.launch.own import own_runs
from fer.launchers import this_host


def calibrate() -> None:
    """Measure this machine for the estimates of training time, in a process of its own.

    Raises:
        FerError: A training is running, or the measuring failed.
    """
    require_idle()
    result = subprocess.run(
        [sys.executable, "-m", "fer", "bench", "--calibrate"],
        cwd=paths.REPOSITORY,
        env={**os.environ, "FER_ARTIFACTS": str(paths.artifacts())},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise FerError(f"The machine could not be measured: {result.stderr.strip()}")


def require_idle() -> None:
    """Refuse to measure speed beside a training.

    Raises:
        FerError: A training is running.
    """
    running = [
        run.name
        for run in own_runs()
        if run.status.state == "running" and run.status.host in (None, this_host())
    ]
    if running:
        raise FerError(f"'{running[0]}' is training: measure the machine when it is done.")
