"""A run that is killed twice, waits and goes on ends like one left alone."""

import time
from collections.abc import Callable

import numpy as np
import psutil

from fer import launch
from fer.models import Architecture
from fer.runs import Run, Status, find, weights
from fer.runs import status as run_status
from fer.runs.run import WEIGHTS
from fer.training import session

NETWORK = Architecture(
    "teacher", (4, 8, 8, 8, 8), hidden=(12, 8), dropout=0.5, stages=(1, 1, 1, 1, 1)
)
"""Of the family with most to remember: its dropout draws random numbers."""
EPOCHS = 12


def wait_until(condition: Callable[[Status], bool], name: str, seconds: float = 600) -> None:
    deadline = time.monotonic() + seconds
    while not condition(find(name).status):
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.01)


def kill(name: str, epochs: int) -> None:
    """Kill a running run once `epochs` are done and a step more."""
    wait_until(lambda status: status.epoch >= epochs and status.step > 0, name)
    psutil.Process(find(name).status.process).kill()
    wait_until(lambda status: status.state == "interrupted", name)


def test_a_killed_run_ends_like_one_left_alone(new_run: Callable[..., Run]) -> None:
    new_run("whole", epochs=EPOCHS, architecture=NETWORK)
    session.train(launch.claim("whole"))
    new_run("killed", epochs=EPOCHS, architecture=NETWORK)
    launch.advance()
    # Some of the first epoch's steps are done, which no checkpoint holds.
    kill("killed", 0)

    # It goes on behind another, whose process starts it when that ends: here, by being cancelled.
    new_run("other", epochs=500)
    assert launch.advance() == ["other"]
    run_status.write(find("killed").folder, Status("queued"))
    wait_until(lambda status: status.epoch > 0, "other")
    launch.cancel("other")
    wait_until(lambda status: status.state == "cancelled", "other")
    kill("killed", 4)

    session.train(launch.claim("killed"))
    columns = ("epoch", "learning_rate", "loss", "accuracy", "val_loss", "val_accuracy")
    first, second = (
        [[row[column] for column in columns] for row in find(name).history()]
        for name in ("whole", "killed")
    )
    assert first == second
    first, second = (weights.load(find(name).folder / WEIGHTS) for name in ("whole", "killed"))
    for path, array in first.items():
        np.testing.assert_array_equal(array, second[path])
