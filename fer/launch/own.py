"""The user's own runs, as the queue sees them: mostly by their status alone.

A worker that ends on a cluster has read none of a thousand runs yet; all of each takes it a
hundred times as long as their status.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from fer import launchers, paths
from fer.errors import FerError
from fer.runs import listing
from fer.runs import status as run_status
from fer.runs.config import DeviceName, read_config
from fer.runs.run import Run
from fer.runs.status import Status


@dataclass(frozen=True)
class Entry:
    """A run's folder and what its status says, whether or not all else in it is in order."""

    folder: Path
    status: Status

    @property
    def name(self) -> str:
        """The run's name."""
        return self.folder.name

    @property
    def device(self) -> DeviceName | None:
        """What it is trained on; None where its settings cannot be read."""
        try:
            return read_config(self.folder).device
        except FerError:
            return None


def entries() -> list[Entry]:
    """The user's own runs whose status can be read, as it was written."""
    found = []
    for folder in listing.own_folders():
        try:
            found.append(Entry(folder, run_status.written(folder)))
        except FerError:
            continue
    return found


def own_runs() -> list[Run]:
    """The user's own runs that are in order."""
    return [run for run in listing.all_runs() if isinstance(run, Run) and not run.zoo]


def waiting(runs: Sequence[Run] | None = None) -> list[Run]:
    """The queued ones among the user's own runs, in the order in which they will start.

    Args:
        runs: The user's own runs, where they are known already.
    """
    queued = [run for run in runs or own_runs() if run.status.state == "queued"]
    return sorted(queued, key=lambda run: run.status.heartbeat)


def waits_here(run: Entry | Run) -> bool:
    """Whether a run waits for the launcher that this process uses."""
    return run.status.state == "queued" and run.status.launcher == launchers.chosen().name


def lock() -> FileLock:
    """Held while the queue is changed, by whatever process on whatever machine."""
    folder = paths.runs()
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / ".queue.lock")
