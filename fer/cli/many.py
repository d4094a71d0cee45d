"""Many runs: one after another, some at a time in processes of their own, or by a cluster.

Nothing is loaded anew between them, and one that fails stops no other.
"""

import argparse
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import suppress
from multiprocessing import active_children, get_context, parent_process
from threading import Thread
from types import FrameType

from fer import launch
from fer.cli import elsewhere
from fer.cli.foreground import train
from fer.cli.output import show_json, show_table, validation
from fer.cli.parser import at_least_one
from fer.cli.task import Task
from fer.errors import FerError
from fer.launchers import chosen
from fer.runs import Run, RunConfig, find, folder_of
from fer.runs.run import LOG
from fer.runs.status import SupersededError

STOPPED = "stopped"
"""How a training ended that was told to by a signal, and not by `fer runs cancel`."""


def add_parallel(parser: argparse.ArgumentParser) -> None:
    """Add the option of how many are trained at a time."""
    parser.add_argument(
        "--parallel",
        type=at_least_one,
        default=1,
        metavar="N",
        help="runs at a time (default 1); small networks leave room for more on a GPU",
    )


def run(tasks: Sequence[Task], parallel: int, as_json: bool) -> int:
    """Train all, tell a line of each, and show them at the end.

    Raises:
        FerError: Some did not finish.
    """
    if chosen().name == "ray":
        if parallel != 1:
            raise FerError("On a cluster FER_JOBS says how many run at once: leave --parallel out.")
        finished = set(elsewhere.train_all(tasks))
    else:
        finished = set(_train_all(tasks, min(parallel, len(tasks))))
    runs = []
    for task in tasks:
        try:
            runs.append(find(task.name))
        except FerError:
            continue
    if as_json:
        show_json([run.to_json() for run in runs])
    else:
        show_table(("run", "state", "parameters", "validation"), map(_row, runs))
    if unfinished := [task.name for task in tasks if task.name not in finished]:
        raise FerError(
            f"Not finished: {', '.join(unfinished)}; the same command goes on with what is left."
        )
    return 0


def _row(run: Run) -> tuple:
    return run.name, run.status.state, run.config.architecture.parameters, validation(run)


def _train_all(tasks: Sequence[Task], parallel: int) -> list[str]:
    """Train what can be trained; returns the names of those that finished."""
    waiting, finished, told = list(tasks), [], 0
    running: dict[Future, tuple[Task, Executor]] = {}
    free = [_worker(parallel) for _ in range(parallel)]
    stopping = False

    def stop(signum: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        for child in active_children():
            child.terminate()

    def tell(task: Task, state: str, words: str) -> None:
        nonlocal told
        told += 1
        finished.extend([task.name] * (state == "finished"))
        print(f"[{told}/{len(tasks)}] {task.name}: {words}", file=sys.stderr, flush=True)

    before = {signum: signal.signal(signum, stop) for signum in (signal.SIGTERM, signal.SIGINT)}
    try:
        while running or (waiting and not stopping):
            busy = {task.name for task in [*waiting, *(task for task, _ in running.values())]}
            ready = next((task for task in waiting if not task.teachers & busy), None)
            if ready and free and not stopping:
                waiting.remove(ready)
                try:
                    config = ready.configure()
                except FerError as error:
                    tell(ready, "failed", f"failed: {error}")
                    continue
                worker = free.pop()
                running[worker.submit(_train, config)] = ready, worker
                continue
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                task, worker = running.pop(future)
                try:
                    state, words = future.result()
                except BrokenExecutor:
                    # Killed, or out of memory; the others have processes of their own.
                    state, words = "interrupted", "its process ended"
                    worker = _worker(parallel)
                free.append(worker)
                # Here, Ctrl-C was meant for the whole.
                stopping |= state == STOPPED and parallel == 1
                tell(task, state, words)
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)
        for worker in free:
            worker.shutdown()
    return finished


class _Here(Executor):
    """This very process."""

    def submit(self, work: Callable, *arguments: object) -> Future:
        future = Future()
        future.set_result(work(*arguments))
        return future


def _worker(parallel: int) -> Executor:
    if parallel == 1:
        return _Here()
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_end_with_parent)


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""

    def watch() -> None:
        parent_process().join()
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def _train(config: RunConfig) -> tuple[str, str]:
    """Train a run, or go on with it; returns its state, and that in words."""
    try:
        taken = launch.take(config)
        if taken.status.state == "finished":
            return "finished", "finished before"
        status = train(taken)
        by_name = launch.asked_to_stop(taken.folder)
        launch.forget_stop(taken.folder)
        if status.state != "finished":
            return status.state if by_name else STOPPED, status.state
        return "finished", f"finished, validation {validation(find(config.run)):.4f}"
    except SupersededError:
        return "cancelled", "cancelled, or given to another worker"
    except FerError as error:
        return "failed", f"failed: {error}"
    except Exception as error:
        # Whatever it was, the other runs should not suffer.
        with suppress(FerError), (folder_of(config.run) / LOG).open("a") as log:
            log.write(traceback.format_exc())
        return "failed", f"failed: {error!r}, see its {LOG}"
