"""The networks of runs, ready to answer, without TensorFlow."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from fer import IMAGE_SIZE
from fer.errors import FerError
from fer.models.inference import Network
from fer.runs import BrokenRun, Run
from fer.runs.run import WEIGHTS, read

KEPT = 12
"""Networks held in memory."""


def network(run: Run) -> Network:
    """The network of `run` with the weights of its best epoch, kept until they are modified.

    Raises:
        FerError: The weights are missing, damaged or another network's.
    """
    return _load(*version(run))


def version(run: Run) -> tuple[Path, int]:
    """What tells one state of a run's weights from another: its folder, and when they were written.

    Raises:
        FerError: There are no weights.
    """
    try:
        return run.folder, (run.folder / WEIGHTS).stat().st_mtime_ns
    except OSError:
        raise FerError(f"'{run.name}' has no weights yet: let it finish an epoch first.") from None


def load(runs: Sequence[Run]) -> tuple[list[Run], list[str]]:
    """Load networks ahead of `fer.prediction.predict`, which then answers at once.

    Returns:
        The runs that are ready, and a sentence about each of the others.
    """
    ready, faults = [], []
    for run in runs:
        try:
            network(run)
            ready.append(run)
        except FerError as error:
            faults.append(f"'{run.name}' cannot be asked: {error}")
    return ready, faults


@lru_cache(KEPT)
def _load(folder: Path, modified: int) -> Network:
    run = read(folder)
    if isinstance(run, BrokenRun):
        raise FerError(f"The run '{run.name}' is broken: {run.reason}")
    loaded = Network(run.config.architecture.layers, run.weights())
    # The first call allocates; a user should not see that in the milliseconds.
    loaded.logits(np.zeros((1, IMAGE_SIZE, IMAGE_SIZE), np.uint8))
    return loaded
