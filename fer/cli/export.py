"""`fer export`: a run's weights in a format that other runtimes read."""

import argparse
from pathlib import Path

from fer.cli.output import show_json
from fer.export import FORMATS, QUANTISED, export
from fer.runs import find


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "export",
        help="a run's weights in a format that other runtimes read",
        description="Write a run into a folder: the file, its README with its own figures on the "
        "test splits, an example picture and a short program that runs it.",
    )
    parser.add_argument("name", metavar="RUN")
    parser.add_argument("--format", choices=FORMATS, required=True, help="of the file")
    parser.add_argument(
        "--quantize", choices=QUANTISED, help="numbers of fewer bits (default: as the format is)"
    )
    parser.add_argument(
        "--to", type=Path, metavar="FOLDER", help="(default: RUN-FORMAT, with the numbers' name)"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Export one run and say what came out."""
    chosen = find(arguments.name)
    parts = [chosen.name, arguments.format, arguments.quantize]
    folder = arguments.to or Path("-".join(filter(None, parts)))
    result = export(chosen, arguments.format, arguments.quantize, folder)
    if arguments.json:
        show_json(result)
        return 0
    print(f"{result['file']}  {result['bytes']:,} bytes, {result['milliseconds']:.2f} ms an image")
    for split, figures in result["splits"].items():
        if figures:
            low, high = figures["ci95"]
            print(f"{split}: {figures['accuracy']:.4f} ({low:.4f} to {high:.4f})")
        else:
            print(f"{split}: not measured, as the data set is not here")
    print(f"largest difference of a probability: {result['largest_difference']:.2g}")
    return 0
