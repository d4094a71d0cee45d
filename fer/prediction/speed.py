"""How long a run takes for one face, on this machine and one thread."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import numpy as np

from fer import IMAGE_SIZE
from fer.comparison.kept import kept
from fer.errors import FerError
from fer.models import Architecture
from fer.prediction.networks import network
from fer.runs import Run

TURNS = 15
RUNS_KEPT = 8
"""Lists of runs whose networks are remembered."""

_times: dict[Architecture, float] = {}
"""By network, as neither weights nor recipe change its time; one that is asked for twice is
measured once."""


def milliseconds(run: Run) -> float:
    """The median time of one prediction, from pixels to logits; measured once a network.

    Raises:
        FerError: Its weights cannot be read.
    """
    shape = run.config.architecture
    if shape not in _times:
        _times[shape] = _measured(run)
    return _times[shape]


def _measured(run: Run) -> float:
    ready = network(run)
    face = np.zeros((1, IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    times = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        ready.logits(face)
        times.append(time.perf_counter() - begun)
    return 1000 * float(np.median(times))


def times(
    runs: Sequence[Run], report: Callable[[float], object], most: int | None = None
) -> dict[str, float]:
    """The milliseconds of some runs, by name; those that cannot be measured are left out.

    Args:
        runs: Of any networks.
        report: Told the share that is done, 0 to 1, while anything has to be measured.
        most: How many networks are measured that were not before, if not all.
    """
    found, measured = {}, 0
    networks = _networks(runs)
    for place, (shape, same) in enumerate(networks.items()):
        time = _times.get(shape)
        if time is None and measured != most:
            report(place / len(networks))
            measured += 1
            for run in same:
                with suppress(FerError):
                    time = milliseconds(run)
                    break
        if time is not None:
            found |= dict.fromkeys([run.name for run in same], time)
    return found


@kept(RUNS_KEPT)
def _networks(runs: Sequence[Run]) -> dict[Architecture, list[Run]]:
    """The runs of each network."""
    found: dict[Architecture, list[Run]] = {}
    for run in runs:
        found.setdefault(run.config.architecture, []).append(run)
    return found
