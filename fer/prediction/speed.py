"""How long a run takes for one face, on this machine and one thread."""

import time
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from fer import IMAGE_SIZE
from fer.comparison.kept import kept
from fer.errors import FerError
from fer.prediction.networks import network
from fer.runs import Run

TURNS = 15
RUNS_KEPT = 4096
"""Runs whose times are remembered."""


@kept(RUNS_KEPT)
def milliseconds(run: Run) -> float:
    """The median time of one prediction, from pixels to logits; measured once.

    Raises:
        FerError: Its weights cannot be read.
    """
    ready = network(run)
    face = np.zeros((1, IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    times = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        ready.logits(face)
        times.append(time.perf_counter() - begun)
    return 1000 * float(np.median(times))


def with_milliseconds(
    frame: pd.DataFrame, runs: Mapping[str, Run], report: Callable[[float], object]
) -> pd.DataFrame:
    """A `fer.comparison.table` with the column `milliseconds` filled in.

    Args:
        frame: The table; runs that cannot be measured stay empty.
        runs: Its runs by name.
        report: Told the share that is done, 0 to 1.
    """
    times = []
    for place, name in enumerate(frame["run"]):
        try:
            times.append(milliseconds(runs[name]))
        except FerError:
            times.append(np.nan)
        report((place + 1) / len(frame))
    return frame.assign(milliseconds=times)
