"""Where a run stands, in words."""

from dataclasses import dataclass

from fer.launchers import settings, this_host
from fer.runs.status import MOST_ATTEMPTS, Status
from fer.words import count


@dataclass(frozen=True)
class Progress:
    """Where an unfinished run stands, in words.

    Attributes:
        share: Share of its training that is done, 0 to 1.
        text: One line for people.
    """

    share: float
    text: str


def progress(status: Status, epochs: int, before: int | None = None) -> Progress:
    """Describe the state of a run of `epochs` epochs.

    Args:
        status: Its status.
        epochs: How many it has in all.
        before: How many wait before it, where it waits and that is known.
    """
    done = status.epoch + (status.step / status.steps if status.steps else 0.0)
    text = f"{status.state}: epoch {min(status.epoch + 1, epochs)} of {epochs}"
    if status.state == "queued":
        text = "queued: starts when the runs before it are done"
        if before == 0:
            text = "queued: starts when there is a place"
        elif before:
            text = f"queued: {count(before, 'run')} before it"
        if status.launcher != ("ray" if settings.wanted() else "local"):
            text = "queued for this machine: starts where FER_LAUNCHER is not set"
            if status.launcher == "ray":
                text = "queued for the cluster: starts where FER_LAUNCHER is ray"
    elif status.state == "finished":
        text = f"finished: {count(epochs, 'epoch')}"
    elif status.state == "cancelled" and not done:
        text = "cancelled before it began"
    elif status.state == "failed":
        text = f"failed: {status.message}"
    elif status.state == "running":
        if status.images_per_second:
            text += f", {status.images_per_second:,.0f} images/s"
        if status.eta_seconds:
            text += f", about {duration(status.eta_seconds)} left"
        if status.message:
            text = f"{text}: {status.message}"
        if not status.steps:
            text = "starting: it takes some seconds to load"
        if status.launcher == "ray" and status.process is None:
            text = "starting: the cluster has it, and gives it the next place"
    return Progress(min(1.0, done / epochs), text[0].upper() + text[1:])


def elsewhere(status: Status) -> str | None:
    """The machine that a run is or was on; None where it is simply this one."""
    host = None if status.host == this_host() and status.launcher == "local" else status.host
    return host or ("the cluster" if status.launcher == "ray" else None)


def attempt_words(status: Status) -> str:
    """Which attempt it is, where workers were lost; else nothing."""
    if status.attempt == 1:
        return ""
    return f" (attempt {status.attempt} of {MOST_ATTEMPTS}: a worker was lost)"


def duration(seconds: float) -> str:
    """Seconds in words, to the precision an estimate has: `45 s`, `12 min`, `3.5 h`."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"
