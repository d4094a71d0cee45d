"""`fer runs`: list, show, cancel and delete runs, and read their logs."""

import argparse
import sys
from collections.abc import Sequence

from fer import launch
from fer.cli.output import show_json, show_table
from fer.launchers import LAUNCHERS
from fer.runs import BrokenRun, Run, all_runs, find
from fer.runs.progress import attempt_words, elsewhere
from fer.runs.quoting import shown
from fer.runs.reading import read_text, version
from fer.runs.run import CARD, LOG
from fer.schema import TEST_SPLITS


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("--json", action="store_true", help="print as JSON")
    parser.set_defaults(run=_list)
    actions = parser.add_subparsers(metavar="action")
    for name, run, text in (
        ("show", _show, "show a run's settings and figures"),
        ("log", _log, "print the end of what a run's training printed"),
        ("cancel", _cancel, "stop a queued or running run of your own; it can be resumed"),
        ("delete", _delete, "delete a run of your own; the zoo's are kept"),
    ):
        action = actions.add_parser(name, help=text, description=text)
        action.add_argument("name", metavar="RUN")
        action.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="print as JSON"
        )
        action.set_defaults(run=run)


def _list(arguments: argparse.Namespace) -> int:
    runs = all_runs()
    if arguments.json:
        show_json([run.to_json() for run in runs])
        return 0
    present = {split for run in runs if isinstance(run, Run) for split in run.config.schema.test}
    tests = [split for split in TEST_SPLITS if split in present]
    away = any(isinstance(run, Run) and elsewhere(run.status) for run in runs)
    show_table(
        ("run", "state", *["on"] * away, "data", "parameters", "MACs", "validation", *tests),
        (_row(run, tests, away) for run in runs),
    )
    return 0


def _row(run: Run | BrokenRun, tests: Sequence[str], away: bool) -> tuple:
    if isinstance(run, BrokenRun):
        return run.name, f"broken: {run.reason}", *[""] * away, *[None] * (4 + len(tests))
    splits = (run.metrics or {}).get("splits", {})
    return (
        run.name,
        run.status.state + attempt_words(run.status),
        *[elsewhere(run.status) or ""] * away,
        run.config.data,
        run.config.architecture.parameters,
        run.config.architecture.macs,
        *(splits.get(split, {}).get("accuracy") for split in ("validation", *tests)),
    )


def _show(arguments: argparse.Namespace) -> int:
    run = find(arguments.name)
    if arguments.json:
        show_json({**run.to_json(), **(run.metrics or {}), "run": run.name})
        return 0
    card = run.folder / CARD
    if version(card):
        print(read_text(card), end="")
    else:
        show_table(
            ("run", "state", "epochs done"), [(run.name, run.status.state, len(run.history()))]
        )
        if run.status.state == "failed" and run.status.message:
            print(run.status.message)
    return 0


def _log(arguments: argparse.Namespace) -> int:
    run = find(arguments.name)
    status = run.status
    text = LAUNCHERS[status.launcher].logs(status.place, run.folder / LOG)
    if not text:
        why = "it has not begun" if status.state == "queued" else "what it printed was not kept"
        print(f"{shown(run.name)} has no log: {why}.", file=sys.stderr)
    if arguments.json:
        show_json({"run": run.name, "log": text})
    else:
        print(text, end="")
    return 0


def _cancel(arguments: argparse.Namespace) -> int:
    launch.cancel(arguments.name)
    if arguments.json:
        show_json({"run": arguments.name, "cancelled": True})
    else:
        going = find(arguments.name).status.state == "running"
        said = "Asked {} to stop, which may take a minute." if going else "Cancelled {}."
        print(said.format(shown(arguments.name)))
    return 0


def _delete(arguments: argparse.Namespace) -> int:
    launch.delete(arguments.name)
    if arguments.json:
        show_json({"run": arguments.name, "deleted": True})
    else:
        print(f"Deleted {shown(arguments.name)}.")
    return 0
