"""`fer data`: import a data set and look into one."""

import argparse
import sys
from typing import Any, get_args

from fer import data
from fer.cli.output import show_json, show_table
from fer.cli.parser import names, path
from fer.data.decoding import Fit


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    actions = parser.add_subparsers(required=True, metavar="action")
    importing = actions.add_parser(
        "import",
        help="read a data set into the cache",
        description="Read labelled faces into the cache: class folders (train/happy/…, "
        "test/happy/… or just happy/…) or a CSV of pixels and labels; a folder, a zip, a tar or "
        "the table itself.",
    )
    importing.add_argument("path", type=path, metavar="PATH")
    importing.add_argument("--name", help="name of the cached set (default: fer2013 where it is)")
    importing.add_argument(
        "--classes",
        type=names,
        metavar="A,B,C",
        help="what the classes are, in the order of their folders' or labels' own names",
    )
    importing.add_argument(
        "--fit",
        choices=get_args(Fit),
        default="crop",
        help="how an image that is no square becomes one (default crop)",
    )
    importing.add_argument(
        "--find-faces",
        action="store_true",
        help="the images are whole photos: take the largest face of each",
    )
    importing.add_argument(
        "--strict", action="store_true", help="refuse at the first image that cannot be read"
    )
    importing.add_argument(
        "--seed", type=int, default=0, help="of the test split of a set that has none (default 0)"
    )
    importing.add_argument(
        "--labels",
        type=path,
        metavar="FILE",
        help="FER+'s fer2013new.csv: take its labels for the images of fer2013.csv",
    )
    importing.set_defaults(run=_import)
    info = actions.add_parser("info", help="counts, duplicates and blank images")
    info.add_argument("name", nargs="?", default="fer2013", metavar="NAME")
    info.set_defaults(run=_info)
    for action in (importing, info):
        action.add_argument("--json", action="store_true", help="print as JSON")


def _import(arguments: argparse.Namespace) -> int:
    show = _progress if sys.stderr.isatty() else None
    options = data.Options(
        classes=arguments.classes,
        fit=arguments.fit,
        find_faces=arguments.find_faces,
        strict=arguments.strict,
        seed=arguments.seed,
        labels=arguments.labels,
    )
    try:
        dataset = data.import_dataset(arguments.path, arguments.name, show, options)
    finally:
        if show:
            print(file=sys.stderr)
    _show(data.info(dataset), arguments.json)
    return 0


def _progress(share: float, text: str) -> None:
    print(f"\r\x1b[K{share:4.0%} {text}", end="", file=sys.stderr, flush=True)


def _info(arguments: argparse.Namespace) -> int:
    _show(data.info(data.load(arguments.name)), arguments.json)
    return 0


def _show(info: dict[str, Any], as_json: bool) -> None:
    if as_json:
        show_json(info)
        return
    print(f"{info['data']}  fingerprint {info['fingerprint']}")
    counts = info["counts"]
    show_table(
        ("usage", *counts["training"]),
        ((usage, *numbers.values()) for usage, numbers in counts.items()),
    )
    for part in ("duplicates", "near_duplicates", "blank"):
        print(part.replace("_", " "))
        for name, number in info[part].items():
            print(f"  {name.replace('_', ' ')}: {number}")
    for note in info["notes"]:
        print(note)
