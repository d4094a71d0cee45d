"""`fer sweep`: several widths of a family."""

import argparse
import copy
from dataclasses import replace

from fer import launch
from fer.cli import many
from fer.cli.settings import check, configure
from fer.models import FAMILIES
from fer.runs import RunConfig, options


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "sweep",
        help="train several widths of a family",
        description="Train one run a width with the same settings. The same command again goes on "
        "where an earlier one stopped.",
    )
    options.add_settings(parser)
    parser.add_argument("--family", choices=FAMILIES, required=True, help="the family")
    parser.add_argument(
        "--widths", type=_widths, required=True, help="width multipliers, such as 0.1,0.25,0.5"
    )
    many.add_parallel(parser)
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.set_defaults(
        run=run, parser=parser, preset=None, channels=None, stages=None, name=None, width=None
    )


def _widths(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a list such as 0.1,0.25,0.5") from None


def run(arguments: argparse.Namespace) -> int:
    """Train the runs."""
    check(arguments)
    tasks = []
    for width in dict.fromkeys(arguments.widths):
        member = copy.copy(arguments)
        member.width = width
        config = _named(configure(member))
        tasks.append(many.Task(config.run, frozenset(), lambda config=config: config))
    return many.run(tasks, arguments.parallel, arguments.json)


def _named(config: RunConfig) -> RunConfig:
    """`config`, by the name of the run that an earlier sweep began with the same settings."""
    begun = launch.same(config)
    return replace(config, run=begun.name) if begun else config
