"""Trainings on a real cluster of two nodes: spread, killed, cancelled, lacking what they need."""

import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable

import numpy as np
import psutil
import pytest

from fer import launch, paths
from fer.data import Dataset
from fer.launchers import cluster
from fer.models import Architecture
from fer.runs import Run, find, weights
from fer.runs.run import LOG, WEIGHTS

from .conftest import wait_until

pytestmark = pytest.mark.cluster
NewRun = Callable[..., Run]
NETWORK = Architecture(
    "teacher", (4, 8, 8, 8, 8), hidden=(12, 8), dropout=0.5, stages=(1, 1, 1, 1, 1)
)
"""Of the family with most to remember: its dropout draws random numbers."""
COLUMNS = ("epoch", "learning_rate", "loss", "accuracy", "val_loss", "val_accuracy")
"""Of a history, without what a clock says."""


def state(name: str) -> str:
    return find(name).status.state


def settled(*names: str) -> bool:
    """Whether all have ended; the queue moves on with every question."""
    launch.advance()
    return all(state(name) not in ("queued", "running", "interrupted") for name in names)


def rows(name: str) -> list[list[float]]:
    return [[row[column] for column in COLUMNS] for row in find(name).history()]


def test_a_sweep_spreads_over_both_nodes_and_goes_on_by_itself(
    ray: str, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So short a lease that workers do both: take what waits, and hand in the next job.
    monkeypatch.setenv("FER_JOB_MINUTES", "0.2")
    command = "-m fer sweep --family cnn --widths 0.05,0.06 --seeds 0,1,2,3,4,5 --data squares"
    command += " --epochs 1 --batch-size 32"
    sweep = subprocess.Popen(
        [sys.executable, *command.split()],
        cwd=paths.REPOSITORY,
        stderr=subprocess.PIPE,
        text=True,
        # Where the tests run in the background, Ctrl-C is ignored, which a child would inherit.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    wait_until(lambda: len(launch.own_runs()) == 12)
    # Whoever else looks at the queue starts nothing twice.
    wait_until(lambda: not launch.advance() and sum(map(_running, launch.own_runs())) == 2)
    sweep.send_signal(signal.SIGINT)
    _, told = sweep.communicate()
    assert "12 runs: " in told
    assert "The queue goes on without this" in told
    names = [run.name for run in launch.own_runs()]
    wait_until(lambda: all(state(name) == "finished" for name in names))
    statuses = [find(name).status for name in names]
    assert {status.launcher for status in statuses} == {"ray"}
    assert {status.attempt for status in statuses} == {1}
    nodes = Counter(cluster.machine_of(status.job) for status in statuses)
    assert len(nodes) == 2
    assert None not in nodes
    assert {len(find(name).history()) for name in names} == {1}
    assert "epoch 1/1" in (find(names[0]).folder / LOG).read_text()


def _running(run: Run) -> bool:
    return run.status.state == "running" and run.status.process is not None


def test_a_killed_worker_costs_nothing_but_time(ray: str, new_run: NewRun) -> None:
    for name in ("killed", "whole"):
        new_run(name, epochs=60, architecture=NETWORK)
    launch.advance()
    wait_until(lambda: len(find("killed").history()) >= 5)
    before = find("killed").status
    psutil.Process(before.process).kill()
    known = rows("killed")
    wait_until(lambda: settled("killed", "whole"))
    assert (state("killed"), state("whole")) == ("finished", "finished")
    after = find("killed").status
    assert after.attempt == 2
    assert after.job != before.job
    assert rows("killed")[: len(known)] == known
    assert rows("killed") == rows("whole")
    first, second = (find(name).metrics["splits"] for name in ("killed", "whole"))
    assert first == second
    first, second = (weights.load(find(name).folder / WEIGHTS) for name in ("killed", "whole"))
    for path, array in first.items():
        np.testing.assert_array_equal(array, second[path])


def test_cancel_reaches_the_other_machine(
    ray: str, new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FER_JOBS", "3")
    for name in ("one", "two", "three"):
        new_run(name, epochs=5000)
    assert len(launch.advance()) == 3
    names = ("one", "two", "three")
    wait_until(lambda: sum(len(find(name).history()) > 0 for name in names) == 2)
    begun = [find(name) for name in names if _running(find(name))]
    (pending,) = set(names) - {run.name for run in begun}
    launch.cancel(pending)
    assert state(pending) == "cancelled"
    processes = [psutil.Process(run.status.process) for run in begun]
    for run in begun:
        launch.cancel(run.name)
    wait_until(lambda: settled(*names))
    assert {state(name) for name in names} == {"cancelled"}
    wait_until(lambda: not any(process.is_running() for process in processes))
    assert not find(pending).history()
    assert all((run.folder / "checkpoint.safetensors").exists() for run in begun)


def test_a_worker_that_cannot_see_the_data_set_says_so(ray: str, new_run: NewRun) -> None:
    new_run("blind")
    shutil.rmtree(paths.data() / "squares")
    wait_until(lambda: settled("blind"))
    status = find("blind").status
    assert (status.state, status.attempt) == ("failed", 1)
    assert "There is no data set 'squares'" in status.message
    assert status.host


def test_a_machine_that_is_lost(ray: str, new_run: NewRun) -> None:
    new_run("moved", epochs=150, architecture=NETWORK)
    launch.advance()
    wait_until(lambda: len(find("moved").history()) >= 3)
    first = cluster.machine_of(find("moved").status.job)
    # What a node is to the cluster: the process that its others end with.
    (raylet,) = [
        process
        for process in psutil.process_iter(["name", "cmdline"])
        if process.info["name"] == "raylet" and first in " ".join(process.info["cmdline"])
    ]
    raylet.kill()
    known = rows("moved")
    wait_until(lambda: settled("moved"))
    status = find("moved").status
    assert (status.state, status.attempt) == ("finished", 2)
    assert cluster.machine_of(status.job) not in (None, first)
    assert rows("moved")[: len(known)] == known
    assert len(rows("moved")) == 150
