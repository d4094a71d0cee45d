"""Trainings that a cluster does: handed in, and told as they end."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from time import sleep

from fer import launch
from fer.cli.output import validation
from fer.cli.task import Task
from fer.errors import FerError
from fer.launchers import settings
from fer.runs import Status, find, folder_of
from fer.runs import status as run_status

SECONDS = 2.0
"""Between two looks at what goes on."""
ACTIVE = ("queued", "running")
INTERRUPTED = 130
"""The exit status of what Ctrl-C ended."""


def train_all(tasks: Sequence[Task]) -> list[str]:
    """Queue runs, each when its teachers are done, and follow them to their ends.

    After Ctrl-C the rest of what was queued goes on, and the program ends.

    Returns:
        The names of those that finished.
    """
    teller, waiting, sent = Teller(len(tasks)), list(tasks), set()
    with _left_to_the_queue(teller, waiting):
        while waiting or sent:
            busy = sent | {task.name for task in waiting}
            for task in [task for task in waiting if not task.teachers & busy]:
                waiting.remove(task)
                try:
                    launch.enqueue(task.configure())
                except FerError as error:
                    teller.tell(task.name, "failed", f"failed: {error}")
                else:
                    sent.add(task.name)
            sent -= teller.look(sent)
            if sent:
                sleep(SECONDS)
    return teller.finished


def follow(names: Iterable[str]) -> list[str]:
    """Follow runs that are queued or running to their ends; returns those that finished.

    After Ctrl-C they go on, and the program ends.
    """
    left = set(names)
    teller = Teller(len(left))
    with _left_to_the_queue(teller):
        while left:
            left -= teller.look(left)
            if left:
                sleep(SECONDS)
    return teller.finished


@contextmanager
def _left_to_the_queue(teller: "Teller", waiting: Sequence[Task] = ()) -> Iterator[None]:
    """After Ctrl-C say what becomes of the runs, and end the program."""
    try:
        yield
    except KeyboardInterrupt:
        text = "What is queued waits until the cluster answers, and somebody looks at it"
        if not teller.problem:
            text = "The queue goes on without this"
        if waiting:
            text += f"; {len(waiting)} that wait for their teachers are not in it"
        print(f"fer: {text}: `python -m fer queue --watch` shows it.", file=sys.stderr)
        raise SystemExit(INTERRUPTED) from None


class Teller:
    """Says on stderr how runs end.

    Args:
        total: How many there are.

    Attributes:
        finished: Those that reached their end.
        problem: Why the queue does not move; empty where it does.
    """

    def __init__(self, total: int) -> None:
        self.finished: list[str] = []
        self._total, self._told = total, 0
        self.problem = ""
        self._attempts: dict[str, int] = {}

    def look(self, names: Iterable[str]) -> set[str]:
        """Let the queue move on, tell what ended of these, and return it."""
        try:
            launch.advance()
            self.problem = ""
        except FerError as error:
            if str(error) != self.problem:
                said = f"fer: {error} What is queued is kept, and this tries again."
                print(said, file=sys.stderr, flush=True)
            self.problem = str(error)
        ended = set()
        for name in sorted(names):
            try:
                status = run_status.read(folder_of(name))
            except FerError:
                # Deleted, or broken.
                status = Status("failed", message="it is gone")
            if status.attempt > self._attempts.get(name, 1):
                self._attempts[name] = status.attempt
                most = run_status.MOST_ATTEMPTS
                said = f"{name}: its worker was lost; attempt {status.attempt} of {most}"
                print(said, file=sys.stderr, flush=True)
            if status.state not in ACTIVE and not self._lost(status):
                ended.add(name)
                self.tell(name, status.state, _words(name, status))
        return ended

    def _lost(self, status: Status) -> bool:
        """Whether a run will be queued again as soon as the cluster answers, which is asked."""
        lost = status.state == "interrupted" and status.launcher == "ray"
        return lost and settings.wanted()

    def tell(self, name: str, state: str, words: str) -> None:
        """Say how one ended."""
        self._told += 1
        self.finished.extend([name] * (state == "finished"))
        print(f"[{self._told}/{self._total}] {name}: {words}", file=sys.stderr, flush=True)


def _words(name: str, status: Status) -> str:
    if status.state == "finished":
        return f"finished, validation {validation(find(name)):.4f}"
    return f"{status.state}: {status.message}" if status.message else status.state
