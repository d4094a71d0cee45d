"""A turn on the clock."""

import time
from collections.abc import Callable


def rate(work: Callable[[int], object], seconds: float) -> float:
    """How often a second `work` does its job.

    Args:
        work: Does the job as many times as it is told.
        seconds: About how long to watch it, after a warm-up.
    """
    times = 1
    while True:
        begun = time.perf_counter()
        work(times)
        taken = time.perf_counter() - begun
        if taken >= seconds / 2:
            return times / taken
        # Longer and longer, until a single call is long enough to trust.
        times = max(2 * times, round(times * seconds / taken))
