"""What starts trainings and knows whether they go on: processes of this machine, or a cluster.

They know nothing of run folders, and of Ray nothing is imported before it is asked for.
"""

import os

from fer.errors import FerError
from fer.launchers.base import Launcher, NoPlaceError, Place, Work, new_job, this_host, this_job
from fer.launchers.local import Local
from fer.launchers.ray import Ray

__all__ = [
    "LAUNCHERS",
    "Launcher",
    "NoPlaceError",
    "Place",
    "Work",
    "chosen",
    "new_job",
    "this_host",
    "this_job",
]

LAUNCHERS: dict[str, Launcher] = {"local": Local(), "ray": Ray()}


def chosen() -> Launcher:
    """What starts trainings: `FER_LAUNCHER`, or processes of this machine.

    Raises:
        FerError: The variable names no launcher, or one of its settings is wrong.
    """
    name = os.environ.get("FER_LAUNCHER") or "local"
    if name not in LAUNCHERS:
        raise FerError(f"FER_LAUNCHER must be {' or '.join(LAUNCHERS)}, not '{name}'.")
    launcher = LAUNCHERS[name]
    launcher.check()
    return launcher
