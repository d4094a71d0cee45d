"""How fast the queue of trainings moves when there are a thousand that do nothing.

All of it is on this machine's disk; on a shared one every step takes some of its round trips more.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from fer import launch, launchers, paths
from fer.benchmark.pages import scratch
from fer.data.samples import Samples
from fer.data.store import save
from fer.launch.own import entries
from fer.launchers import Place, Work
from fer.models import scaled
from fer.runs import Recipe, RunConfig
from fer.runs import status as run_status
from fer.runs.status import Status

RUNS, WORKERS = 1000, 2
_FIRST = """
import time
from fer import launch
begun = time.perf_counter()
launch.advance()
print(time.perf_counter() - begun)
"""
_WORKER = """
import sys
from dataclasses import replace
from fer import launch
from fer.runs import status
print(flush=True)
sys.stdin.readline()
done = 0
while run := launch.take_next("cpu"):
    status.write(run.folder, status.Status("cancelled", epoch=1))
    done += 1
print(done)
"""


class _Nowhere:
    """A launcher of as many places as are wanted, whose trainings do nothing."""

    name = "local"

    def check(self) -> None:
        pass

    def free(self, busy: Sequence[str], device: str) -> bool:
        return True

    def submit(self, work: Work) -> Place:
        return Place(work.job)

    def alive(self, place: Place) -> bool:
        return True

    def losses(self, places: Sequence[Place]) -> dict[str, str]:
        return {}


def measure(runs: int = RUNS, workers: int = WORKERS) -> dict[str, Any]:
    """Move runs that do nothing through the queue.

    Args:
        runs: How many.
        workers: Processes that take them at the same time.

    Returns:
        What `fer bench --queue --json` prints: `runs`, `workers`, and runs a second that are
        `queued`, `started` by one process and `taken` by all workers together; the seconds of the
        `first_look` of a process that has read none, and of another `look`.
    """
    here = {"FER_LAUNCHER": "local", "FER_JOBS": "1"}
    with scratch(), _for_now(os.environ, here):
        configs = _configs(runs)
        queued = _timed(lambda: [launch.enqueue(config) for config in configs])
        # With one taken by this process, there is no place left for another.
        launch.claim(configs[0].run)
        first, look = _told(_FIRST), _timed(launch.advance)
        with _for_now(launchers.LAUNCHERS, {"local": _Nowhere()}):
            started = _timed(launch.advance)
        for entry in entries():
            run_status.write(entry.folder, Status("queued"))
        taken = _together(workers)
    return {
        "runs": runs,
        "workers": workers,
        "queued": runs / queued,
        "started": (runs - 1) / started,
        "taken": runs / taken,
        "first_look": first,
        "look": look,
    }


def _configs(count: int) -> list[RunConfig]:
    random = np.random.default_rng(0)
    labels = np.repeat(np.arange(7, dtype=np.uint8), 50)
    usage = np.tile(np.repeat(np.array([0, 1, 2], np.uint8), (40, 5, 5)), 7)
    images = random.integers(0, 256, (350, 48, 48), np.uint8)
    dataset = save("noise", Samples(images, labels, usage))
    return [
        RunConfig(
            f"run-{number:04}",
            scaled("cnn", 0.05),
            None,
            0.05,
            dataset.name,
            dataset.fingerprint,
            seed=number,
            recipe=Recipe(batch_size=32),
        )
        for number in range(count)
    ]


@contextmanager
def _for_now(mapping: MutableMapping[str, Any], values: Mapping[str, Any]) -> Iterator[None]:
    """Let a mapping have other values for a while."""
    before = dict(mapping)
    mapping.update(values)
    try:
        yield
    finally:
        mapping.clear()
        mapping.update(before)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _process(code: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=paths.REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _told(code: str) -> float:
    return float(_process(code).communicate()[0])


def _together(count: int) -> float:
    """Seconds in which so many processes take all that waits."""
    workers = [_process(_WORKER) for _ in range(count)]
    for worker in workers:
        worker.stdout.readline()
    begun = time.perf_counter()
    for worker in workers:
        worker.stdin.write("\n")
        worker.stdin.flush()
    for worker in workers:
        worker.communicate()
    return time.perf_counter() - begun
