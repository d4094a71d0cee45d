"""`fer queue`: what runs and what waits, and the queue moved on."""

import argparse
import sys
from collections.abc import Sequence

from fer import launch
from fer.cli import elsewhere
from fer.cli.output import show_json, show_table
from fer.errors import FerError
from fer.launchers import chosen
from fer.runs import Run
from fer.runs.progress import attempt_words, progress

NOTHING = "Nothing is being trained, and nothing waits."


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument(
        "--watch",
        action="store_true",
        help="stay until all is done, tell how each ends, and go on for those whose workers are "
        "lost on a cluster",
    )
    parser.add_argument("--json", action="store_true", help="print as JSON")
    parser.set_defaults(run=run, parser=parser)


def run(arguments: argparse.Namespace) -> int:
    """Move the queue on, show it, and follow it if that was asked for."""
    if arguments.watch:
        return _watch()
    try:
        launch.advance()
        # Also where nothing waits, as it may be asked to see whether it could.
        chosen()
        problem = None
    except FerError as error:
        # The runs are told all the same, as they are folders.
        problem = error
    runs = launch.own_runs()
    running = [run for run in runs if run.status.state == "running"]
    waiting = launch.waiting(runs) if runs else []
    if arguments.json:
        show_json([_entry(run, place) for run, place in _placed(running, waiting)])
    elif not running and not waiting:
        print(NOTHING)
    else:
        show_table(
            ("place", "run", "on", "where it stands"),
            (_row(run, place) for run, place in _placed(running, waiting)),
        )
    if problem:
        raise problem
    return 0


def _watch() -> int:
    """Follow what is active, and what came meanwhile, until nothing is; the exit status."""
    failed, told = False, set()
    chosen()
    while active := [
        entry.name
        for entry in launch.entries()
        # One that was killed says for ever that it is running.
        if entry.status.state in elsewhere.ACTIVE and entry.name not in told
    ]:
        told |= set(active)
        failed |= len(elsewhere.follow(active)) < len(active)
    if not told:
        print(NOTHING, file=sys.stderr)
    return int(failed)


def _placed(running: Sequence[Run], waiting: Sequence[Run]) -> list[tuple[Run, int]]:
    """The runs, each with how many steps it is from its start; 0 if it has begun."""
    return [*((run, 0) for run in running), *zip(waiting, range(1, len(waiting) + 1), strict=True)]


def _row(run: Run, place: int) -> tuple:
    said = progress(run.status, run.config.recipe.epochs, before=place - 1).text
    return place or None, run.name, run.status.host or "", said + attempt_words(run.status)


def _entry(run: Run, place: int) -> dict[str, object]:
    status = run.status
    return {
        "run": run.name,
        "state": status.state,
        "place": place,
        "launcher": status.launcher,
        "host": status.host,
        "job": status.job,
        "attempt": status.attempt,
        "epoch": status.epoch,
        "epochs": run.config.recipe.epochs,
        "teacher": ", ".join(run.config.teachers) or None,
        "message": status.message,
    }
