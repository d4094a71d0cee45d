"""Trainings as jobs of a Ray cluster. Ray is imported where it is asked, and never before."""

import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from fer import paths
from fer.launchers import cluster
from fer.launchers.base import (
    NoPlaceError,
    Place,
    Work,
    arguments,
    limit,
    tail,
    this_job,
    variables,
)
from fer.launchers.settings import cores, gpus, minutes, wanted
from fer.words import count

STOP_SECONDS = 60
"""How long a worker has to save where it stands; Ray's own 3 are less than a first step takes."""
HANDED_DOWN = ("FER_JOBS", "FER_JOB_CPUS", "FER_JOB_GPUS", "FER_JOB_MINUTES")
"""Settings that a worker needs to start what comes next."""


class Ray:
    """See `fer.launchers.Launcher`."""

    name = "ray"

    def check(self) -> None:
        """Make sure that the address and what a job asks for are such."""
        for setting in (limit, cores, gpus, minutes, cluster.address):
            setting()

    def free(self, busy: Sequence[str], device: str) -> bool:
        """Whether the cluster has a place, or fewer trainings run than `FER_JOBS` says."""
        most = limit()
        if most is not None:
            return len(busy) < most
        cards = device == "cuda"
        kind, each = ("GPU", gpus()) if cards else ("CPU", cores())
        there = [node.get(kind, 0) for node in cluster.nodes()]
        places = sum(int(has / each) for has in there)
        if not places:
            raise NoPlaceError(_no_place(kind, each, max(there, default=0)))
        return sum((other == "cuda") == cards for other in busy) < places

    def submit(self, work: Work) -> Place:
        """Hand in a job, which waits there for its cores or its GPU."""
        threads = str(cores())
        handed = {name: os.environ[name] for name in HANDED_DOWN if name in os.environ}
        command = f"cd {shlex.quote(str(paths.REPOSITORY))} && exec "
        cluster.submit(
            job=work.job,
            command=command + shlex.join([sys.executable, *arguments(work)]),
            run=work.run,
            cores=cores(),
            gpus=gpus() if work.device == "cuda" else None,
            variables={
                **variables(work),
                **handed,
                "FER_LAUNCHER": "ray",
                "RAY_USAGE_STATS_ENABLED": "0",
                "RAY_JOB_STOP_WAIT_TIME_S": str(STOP_SECONDS),
                # Of TensorFlow and PyTorch, which would take every core of the machine.
                "TF_NUM_INTRAOP_THREADS": threads,
                "OMP_NUM_THREADS": threads,
            },
        )
        return Place(work.job)

    def alive(self, place: Place) -> bool:
        """Whether the cluster says so; where it is not asked, whether a word came lately."""
        if place.job == this_job():
            return True
        if not wanted():
            return place.recent
        return cluster.goes_on(place.job, place.heartbeat, otherwise=place.recent)

    def losses(self, places: Sequence[Place]) -> dict[str, str]:
        """What the cluster knows of jobs that ended before their trainings did."""
        jobs = [place.job for place in places if place.job and place.job != this_job()]
        return cluster.losses(jobs) if jobs and wanted() else {}

    def cancel(self, place: Place) -> None:
        """Stop the job."""
        cluster.stop(place.job)

    def logs(self, place: Place, log: Path) -> str:
        """The end of its log, or else what it printed before it found the run's folder."""
        return tail(log) or cluster.logs(place.job)


def _no_place(kind: str, wanted: float, largest: float) -> str:
    """Why no machine takes a training, and what to do."""
    if kind == "GPU" and wanted < 1:
        least = f"{wanted:g} of a GPU"
    else:
        least = count(int(wanted), "GPU" if kind == "GPU" else "core")
    has = f"the largest has {largest:g}" if largest else "there are none for trainings"
    return (
        f"What waits cannot start, as no machine of the cluster has {least} ({has}): add one, or "
        f"set {'FER_JOB_GPUS' if kind == 'GPU' else 'FER_JOB_CPUS'} lower. A cluster that adds "
        "machines by itself needs FER_JOBS."
    )
