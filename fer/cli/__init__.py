"""The command line: `python -m fer <command>`.

Results go to stdout (with `--json` as one document and nothing else), progress and errors to
stderr. Exit status: 0 done, 1 failed, 2 bad usage.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from fer.cli.parser import Parser
from fer.errors import FerError
from fer.runs.quoting import shown

COMMANDS = {
    "data": "import a data set, look into one",
    "models": "presets and families with their costs",
    "train": "train networks, or go on with a run",
    "sweep": "train several widths of families, with several seeds and teachers",
    "queue": "show what is being trained and what waits, and start what there is room for",
    "runs": "list, show, cancel and delete runs, and read their logs",
    "evaluate": "recompute a run's figures from its weights",
    "predict": "find faces in pictures and let several runs judge them",
    "export": "a run's weights in a format that other runtimes read",
    "claims": "the report's nine claims, put to the test",
    "verify": "recompute the accuracies of the zoo and compare",
    "bench": "measure the speed of training and prediction here",
}
"""The modules of this package that are commands, each with what it does."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = Parser(
        prog="python -m fer",
        description="Train, distil, evaluate and compare facial-expression models by size.",
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    asked = next((argument for argument in arguments if not argument.startswith("-")), None)
    for name, does in COMMANDS.items():
        command = commands.add_parser(name, help=does, description=f"{does.capitalize()}.")
        # The others' imports would take most of the time that a command takes to start.
        if name == asked:
            import_module(f"fer.cli.{name}").add(command)
    parsed = parser.parse_args(arguments)
    try:
        status = parsed.run(parsed) or 0
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # Who reads the output has seen enough; Python would complain again as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except FerError as error:
        print(f"fer: {shown(str(error))}", file=sys.stderr)
        return 1
