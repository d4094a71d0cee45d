"""A training in this process, until it is done or told to stop."""

import signal
import sys
from collections.abc import Callable
from types import FrameType

from fer import launch
from fer.errors import FerError
from fer.runs import Run, Status
from fer.runs.progress import duration
from fer.training import session


def train(chosen: Run, report: Callable[[Status], None] = lambda status: None) -> Status:
    """Train `chosen`, then let the queue move on; SIGINT and SIGTERM leave it resumable."""
    try:
        return until_told(chosen, report)
    finally:
        move_on()


def move_on() -> None:
    """Let the queue start what it can; a cluster that does not answer is told, and no failure."""
    try:
        launch.advance()
    except FerError as error:
        print(f"fer: {error}", file=sys.stderr)


def until_told(chosen: Run, report: Callable[[Status], None]) -> Status:
    """Train `chosen`; SIGINT and SIGTERM leave it resumable.

    A signal that comes when all is learnt, and only the figures are left, is for the caller too.
    """
    told: list[int] = []

    def stop(signum: int, frame: FrameType | None) -> None:
        told.append(signum)

    before = {signum: signal.signal(signum, stop) for signum in (signal.SIGTERM, signal.SIGINT)}
    try:
        status = session.train(chosen, report, lambda: bool(told))
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)
    if told and status.state == "finished" and not launch.asked_to_stop(chosen.folder):
        handler = before[told[0]]
        # Not Python's own, which would take the run's end from whoever shows it.
        if callable(handler) and handler is not signal.default_int_handler:
            handler(told[0], None)
    return status


class ProgressLine:
    """A line on stderr: epoch, share of it done, images/s and time left."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._epoch = 0
        self._live = sys.stderr.isatty()

    def __call__(self, status: Status) -> None:
        """Show `status`: the finished epoch as a line of its own, the rest in place."""
        epochs = self._run.config.recipe.epochs
        if status.epoch > self._epoch:
            self._epoch = status.epoch
            row = self._run.history()[-1]
            self._print(
                f"epoch {status.epoch}/{epochs}  loss {row['loss']:.4f}  "
                f"accuracy {row['accuracy']:.4f}  validation {row['val_accuracy']:.4f}  "
                f"{row['images_per_second']:,.0f} images/s",
                end="\n",
            )
        elif self._live and status.epoch < epochs and status.images_per_second:
            done = 20 * status.step // status.steps
            left = duration(status.eta_seconds or 0)
            self._print(
                f"epoch {status.epoch + 1}/{epochs}  [{'=' * done}{' ' * (20 - done)}]  "
                f"{status.images_per_second:,.0f} images/s  {left} left",
                end="",
            )

    def _print(self, text: str, end: str) -> None:
        start = "\r\x1b[K" if self._live else ""
        print(start + text, end=end, file=sys.stderr, flush=True)
