"""The command line: `python -m fer <command>`.

Results go to stdout (with `--json` as one document and nothing else), progress and errors to
stderr. Exit status: 0 done, 1 failed, 2 bad usage.
"""

import sys
from collections.abc import Sequence

from fer.cli import (
    bench,
    claims,
    data,
    evaluate,
    export,
    models,
    predict,
    queue,
    runs,
    sweep,
    train,
    verify,
)
from fer.cli.parser import Parser
from fer.errors import FerError
from fer.runs.quoting import shown

COMMANDS = (
    data,
    models,
    train,
    sweep,
    queue,
    runs,
    evaluate,
    predict,
    export,
    claims,
    verify,
    bench,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    parser = Parser(
        prog="python -m fer",
        description="Train, distil, evaluate and compare facial-expression models by size.",
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    for module in COMMANDS:
        module.add(commands)
    parsed = parser.parse_args(arguments)
    try:
        return parsed.run(parsed) or 0
    except FerError as error:
        print(f"fer: {shown(str(error))}", file=sys.stderr)
        return 1
