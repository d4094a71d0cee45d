"""`fer export`: a run's weights in a format that other runtimes read."""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from fer.cli.output import show_json
from fer.export import FORMATS, QUANTISED, export, kept, measured, numbers
from fer.export.folder import check_own, move
from fer.export.others import Other
from fer.runs import Run, find


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.description = (
        "Write a run into a folder: the file, its README with its own figures on the "
        "test splits, an example picture and a short program that runs it."
    )
    parser.add_argument("names", nargs="+", metavar="RUN", help="one run; several to be measured")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--format", choices=FORMATS, help="of the file")
    what.add_argument(
        "--measure",
        action="store_true",
        help="export into every format, and keep the figures in the run's folder",
    )
    what.add_argument(
        "--table", action="store_true", help="the figures that were kept, as a table in Markdown"
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="keep the export in the run's folder too, for who has no converter or no data set",
    )
    parser.add_argument(
        "--beside",
        type=Path,
        metavar="FILE",
        help="a .tflite network of another project, or a wheel with one, to time in the same run",
    )
    parser.add_argument(
        "--quantize", choices=QUANTISED, help="numbers of fewer bits (default: as the format is)"
    )
    parser.add_argument(
        "--to", type=Path, metavar="FOLDER", help="(default: RUN-FORMAT, with the numbers' name)"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=run, bad_usage=parser.error)


def run(arguments: argparse.Namespace) -> int:
    """Export one run, or measure some, and say what came out."""
    if arguments.format and len(arguments.names) > 1:
        arguments.bad_usage("give one RUN to --format")
    if not arguments.format and (arguments.quantize or arguments.to or arguments.keep):
        arguments.bad_usage("--quantize, --to and --keep go with --format")
    if arguments.beside and not arguments.measure:
        arguments.bad_usage("--beside goes with --measure")
    runs = [find(name) for name in arguments.names]
    beside = Other(arguments.beside) if arguments.beside else None
    if arguments.measure:
        for each in runs:
            measured.measure(each, lambda text: print(text, file=sys.stderr))
    if arguments.format:
        _export(runs[0], arguments)
    elif arguments.json:
        rows = {each.name: measured.measured(each) for each in runs}
        if beside:
            timed = {"bytes": beside.bytes, "milliseconds": beside.milliseconds()}
            rows[beside.name] = [{"format": "litert", **timed}]
        show_json(rows)
    else:
        print(measured.table(runs, beside))
    return 0


def _export(chosen: Run, arguments: argparse.Namespace) -> None:
    parts = [chosen.name, arguments.format, arguments.quantize]
    folder = arguments.to or Path("-".join(filter(None, parts)))
    numbered = numbers(arguments.format, arguments.quantize)
    if arguments.keep:
        check_own(folder, chosen)
        # Apart, as all of it is kept, and the folder may hold other files too.
        with TemporaryDirectory() as scratch:
            made = Path(scratch)
            result = export(chosen, arguments.format, arguments.quantize, made)
            kept.keep(chosen, result, made)
            move(made, folder)
        result["file"] = str(folder / Path(result["file"]).name)
    elif path := kept.archive(chosen, arguments.format, numbered):
        result = kept.unpack(path, chosen, folder)
    else:
        result = export(chosen, arguments.format, arguments.quantize, folder)
    if arguments.json:
        show_json(result)
        return
    print(f"{result['file']}  {result['bytes']:,} bytes, {result['milliseconds']:.2f} ms an image")
    for split, figures in result["splits"].items():
        if figures:
            low, high = figures["ci95"]
            print(f"{split}: {figures['accuracy']:.4f} ({low:.4f} to {high:.4f})")
        else:
            print(f"{split}: not measured, as the data set is not here")
    print(f"largest difference of a probability: {result['largest_difference']:.2g}")
