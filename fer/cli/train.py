"""`fer train`: one training, new or resumed."""

import argparse
import signal
import sys
from types import FrameType

from fer import jobs
from fer.cli.output import show_json
from fer.planning import new_run
from fer.runs import Distillation, Run, RunConfig, Status, Validation, listing, options
from fer.runs.progress import duration
from fer.training import session


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "train",
        help="train one network, or go on with a run",
        description="Train one network on a data set. Ctrl-C leaves a run that can be resumed.",
    )
    options.add_options(parser)
    parser.add_argument("--name", help="the run's name (default: after the network)")
    parser.add_argument("--resume", metavar="RUN", help="go on with a run that stopped")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=run, parser=parser)


def run(arguments: argparse.Namespace) -> int:
    """Train in this process."""
    _check(arguments)
    if arguments.resume:
        chosen = jobs.claim(arguments.resume)
    else:
        chosen = jobs.claim_new(configure(arguments))
    status = train(chosen)
    if status.state == "finished":
        _show(listing.find(chosen.name), arguments.json)
        return 0
    print(f"Stopped; go on with: python -m fer train --resume {chosen.name}", file=sys.stderr)
    return 1


def _check(arguments: argparse.Namespace) -> None:
    """End with a usage error where options contradict or would be ignored."""
    parser = arguments.parser
    given = {name for name, value in vars(arguments).items() if value != parser.get_default(name)}
    if arguments.resume:
        ignored = given - {"resume", "json", "run", "parser"}
        if ignored:
            parser.error(f"--resume goes on as the run began: leave out {_flags(ignored)}")
        return
    if not (arguments.preset or arguments.family):
        parser.error("give --preset, --family or --resume")
    if arguments.preset and (arguments.width or arguments.channels):
        parser.error("--width and --channels go with --family, not with --preset")
    if arguments.width is not None and arguments.channels:
        parser.error("give --width or --channels, not both")
    if arguments.stages and not arguments.channels:
        parser.error("--stages goes with --channels")


def _flags(names: set[str]) -> str:
    return ", ".join(f"--{name.replace('_', '-')}" for name in sorted(names))


def configure(arguments: argparse.Namespace) -> RunConfig:
    """The run that parsed arguments describe; a usage error if they ask to distil from nobody."""
    of_teaching = {
        option.dest
        for option in options.OPTIONS
        if option.part is Distillation and getattr(arguments, option.dest) is not None
    }
    if of_teaching and not arguments.teacher:
        arguments.parser.error(f"{_flags(of_teaching)} need --teacher")
    width = None
    if not arguments.preset and not arguments.channels:
        width = 1.0 if arguments.width is None else arguments.width
    distillation = None
    if arguments.teacher:
        distillation = options.settings(arguments, Distillation, Distillation(arguments.teacher))
    validation = options.settings(arguments, Validation, Validation())
    return new_run(
        options.architecture(arguments),
        preset=arguments.preset,
        width=width,
        data_name=arguments.data or "fer2013",
        recipe=options.recipe(arguments),
        distillation=distillation,
        validation=None if validation == Validation() else validation,
        seed=arguments.seed or 0,
        name=arguments.name,
        engine=arguments.engine,
        device=arguments.device,
    )


def train(chosen: Run) -> Status:
    """Train `chosen` in this process with a progress line, then let the queue move on."""
    stopped = False

    def stop(signum: int, frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True

    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, stop)
    try:
        return session.train(chosen, ProgressLine(chosen), lambda: stopped)
    finally:
        jobs.advance()


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


def _show(finished: Run, as_json: bool) -> None:
    if as_json:
        show_json({**finished.to_json(), **(finished.metrics or {})})
        return
    for split, figures in (finished.metrics or {})["splits"].items():
        low, high = figures["ci95"]
        print(f"{split:<11}{figures['accuracy']:.4f}  ({low:.4f} to {high:.4f})")
