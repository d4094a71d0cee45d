"""`fer data`: import a data set and look into one."""

import argparse
import sys
from pathlib import Path
from typing import Any

from fer import data
from fer.cli.output import show_json, show_table


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("data", help="import a data set, look into one")
    actions = parser.add_subparsers(required=True, metavar="action")
    importing = actions.add_parser(
        "import",
        help="read a data set into the cache",
        description="Read Kaggle's zip, a folder of class folders, fer2013.csv or "
        "icml_face_data.csv into the cache.",
    )
    importing.add_argument("path", type=Path, metavar="PATH")
    importing.add_argument("--name", help="name of the cached set (default: fer2013 where it is)")
    importing.set_defaults(run=_import)
    info = actions.add_parser("info", help="counts, duplicates and blank images")
    info.add_argument("name", nargs="?", default="fer2013", metavar="NAME")
    info.set_defaults(run=_info)
    for action in (importing, info):
        action.add_argument("--json", action="store_true", help="print as JSON")


def _import(arguments: argparse.Namespace) -> int:
    show = _progress if sys.stderr.isatty() else None
    dataset = data.import_dataset(arguments.path, arguments.name, progress=show)
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
    for part in ("duplicates", "blank"):
        print(part)
        for name, number in info[part].items():
            print(f"  {name.replace('_', ' ')}: {number}")
