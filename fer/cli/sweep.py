"""`fer sweep`: several widths of a family, one after the other."""

import argparse
import copy
import sys

from fer import jobs
from fer.cli.output import show_json, show_table
from fer.cli.train import configure
from fer.errors import FerError
from fer.models import FAMILIES
from fer.runs import find, options


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "sweep",
        help="train several widths of a family",
        description="Queue one run a width with the same settings, and wait for them. The same "
        "command again goes on where an earlier one stopped.",
    )
    options.add_settings(parser)
    parser.add_argument("--family", choices=FAMILIES, required=True, help="the family")
    parser.add_argument(
        "--widths", type=_widths, required=True, help="width multipliers, such as 0.1,0.25,0.5"
    )
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.set_defaults(run=run, parser=parser, preset=None, channels=None, name=None)


def _widths(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a list such as 0.1,0.25,0.5") from None


def run(arguments: argparse.Namespace) -> int:
    """Queue the runs and wait for them."""
    configs = []
    for width in dict.fromkeys(arguments.widths):
        member = copy.copy(arguments)
        member.width = width
        configs.append(configure(member))
    names = [jobs.ensure(config) for config in configs]
    print(f"waiting for {', '.join(names)}", file=sys.stderr)
    jobs.wait(names)
    runs = [find(name) for name in names]
    if arguments.json:
        show_json([member.to_json() for member in runs])
    else:
        show_table(
            ("run", "state", "parameters", "validation"),
            (
                (
                    member.name,
                    member.status.state,
                    member.config.architecture.parameters,
                    (member.metrics or {}).get("splits", {}).get("validation", {}).get("accuracy"),
                )
                for member in runs
            ),
        )
    failed = [member.name for member in runs if member.status.state != "finished"]
    if failed:
        raise FerError(f"Not finished: {', '.join(failed)}; see `python -m fer runs`.")
    return 0
