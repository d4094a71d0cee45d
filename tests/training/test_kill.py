"""A run that is killed twice ends like one left alone."""

import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from fer import paths
from fer.models import Architecture
from fer.runs import Run, find, weights
from fer.runs.run import WEIGHTS
from fer.training import session

NETWORK = Architecture(
    "teacher", (4, 8, 8, 8, 8), hidden=(12, 8), dropout=0.5, stages=(1, 1, 1, 1, 1)
)
"""Of the family with most to remember: its dropout draws random numbers."""
EPOCHS = 20
KILLED_AFTER = (0, 6)
"""Epochs done when the run is killed; in the first case some of the first epoch's steps."""


def kill(name: str, epochs: int) -> None:
    """Train in a process of its own until `epochs` are done and a step more, then kill it."""
    command = [sys.executable, "-m", "fer", "train", "--resume", name]
    with subprocess.Popen(command, cwd=paths.REPOSITORY, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            status = find(name).status
            if status.epoch >= epochs and status.step > 0:
                break
            time.sleep(0.01)
        process.kill()


def test_a_killed_run_ends_like_one_left_alone(new_run: Callable[..., Run]) -> None:
    for name in ("whole", "killed"):
        new_run(name, epochs=EPOCHS, architecture=NETWORK)
    session.train(find("whole"))
    for epochs in KILLED_AFTER:
        kill("killed", epochs)
        assert find("killed").status.state == "interrupted"
    session.train(find("killed"))
    columns = ("epoch", "learning_rate", "loss", "accuracy", "val_loss", "val_accuracy")
    first, second = (
        [[row[column] for column in columns] for row in find(name).history()]
        for name in ("whole", "killed")
    )
    assert first == second
    first, second = (weights.load(find(name).folder / WEIGHTS) for name in ("whole", "killed"))
    for path, array in first.items():
        np.testing.assert_array_equal(array, second[path])
