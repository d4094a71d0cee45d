"""`fer train`: one training, new or resumed, or a file of them."""

import argparse
import shlex
import sys

from fer import launch
from fer.cli import elsewhere, many, runs_file, worker
from fer.cli.foreground import ProgressLine, train
from fer.cli.output import show_json
from fer.cli.parser import flags, given, path
from fer.cli.settings import check, configure
from fer.launchers import chosen as chosen_launcher
from fer.runs import Run, listing, options


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.description = (
        "Train one network on a data set, or all of a file's. Ctrl-C leaves a run that "
        "can be resumed."
    )
    options.add_options(parser)
    parser.add_argument("--name", help="the run's name (default: after the network)")
    parser.add_argument("--resume", metavar="RUN", help="go on with a run that stopped")
    parser.add_argument(
        "--queue",
        type=path,
        metavar="FILE",
        help="train every line of a file: each has the options of one run, --name among them, and "
        "may have an earlier one as its teacher; again, the same command goes on",
    )
    many.add_parallel(parser)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=run, parser=parser)


def run(arguments: argparse.Namespace) -> int:
    """Train in this process, or let a cluster do it."""
    for option, goes_with in (("queue", {"parallel"}), ("resume", set())):
        ignored = given(arguments) - {option, *goes_with, "json"}
        if getattr(arguments, option) and ignored:
            arguments.parser.error(f"--{option} says all there is: leave out {flags(ignored)}")
    if arguments.queue:
        tasks = runs_file.read(arguments.queue, arguments.parser)
        return many.run(tasks, arguments.parallel, arguments.json)
    if arguments.parallel != 1:
        arguments.parser.error("--parallel goes with --queue")
    if chosen_launcher().name == "ray" and not worker.is_one():
        return _on_cluster(arguments)
    if arguments.resume:
        chosen = launch.claim(arguments.resume)
        if worker.is_one():
            return worker.work(chosen)
    else:
        check(arguments)
        chosen = launch.claim_new(configure(arguments))
    status = train(chosen, ProgressLine(chosen))
    if status.state == "finished":
        _show(listing.find(chosen.name), arguments.json)
        return 0
    launch.forget_stop(chosen.folder)
    name = shlex.quote(chosen.name)
    print(f"Stopped; go on with: python -m fer train --resume={name}", file=sys.stderr)
    return 1


def _on_cluster(arguments: argparse.Namespace) -> int:
    """Queue the run, and follow it."""
    if arguments.resume:
        name = arguments.resume
        launch.queue_again(name)
    else:
        check(arguments)
        name = launch.enqueue(configure(arguments))
    if not elsewhere.follow([name]):
        return 1
    _show(listing.find(name), arguments.json)
    return 0


def _show(finished: Run, as_json: bool) -> None:
    if as_json:
        show_json({**finished.to_json(), **(finished.metrics or {})})
        return
    for split, figures in (finished.metrics or {})["splits"].items():
        low, high = figures["ci95"]
        print(f"{split:<11}{figures['accuracy']:.4f}  ({low:.4f} to {high:.4f})")
