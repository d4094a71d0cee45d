"""`fer verify`: every figure of the zoo anew, beside the one that is shipped."""

import argparse
import sys

from fer import engines
from fer.cli.output import show_json, show_table
from fer.cli.parser import names
from fer.errors import FerError
from fer.runs import Run, all_runs, options
from fer.training.report import evaluate

IMAGES = 2
"""Images of a split that may be judged otherwise: processors round differently."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.description = (
        "Recompute the accuracies of the zoo's runs from their weights, on all splits "
        "but the images they learnt, and compare with those that are shipped. Takes minutes, and "
        f"the runs' data set. Fails where more than {IMAGES} images of a split differ."
    )
    parser.add_argument("--runs", type=names, metavar="A,B,C", help="these alone")
    options.add_place(parser)
    parser.add_argument("--json", action="store_true", help="print as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Compare the figures of every run that has weights."""
    zoo = [each for each in all_runs() if isinstance(each, Run) and each.zoo and each.has_weights]
    there = [each.name for each in zoo]
    for name in arguments.runs or ():
        if name not in there:
            known = ", ".join(there)
            raise FerError(f"The zoo has no run '{name}' with weights: there are {known}.")
    engine = engines.load(engines.choose(arguments.engine, arguments.device))
    rows = [
        _compare(each, split, engine)
        for each in zoo
        if not arguments.runs or each.name in arguments.runs
        for split in each.config.schema.predicted
    ]
    if arguments.json:
        show_json(rows)
    else:
        show_table(
            ("run", "split", "shipped", "recomputed", "images more"), (row.values() for row in rows)
        )
    wrong = sorted({row["run"] for row in rows if abs(row["images"]) > IMAGES})
    if wrong:
        raise FerError(f"Figures that are not those shipped: {', '.join(wrong)}.")
    return 0


def _compare(run: Run, split: str, engine: engines.Engine) -> dict[str, object]:
    print(f"{run.name}, {split}", file=sys.stderr)
    shipped = run.metrics["splits"][split]
    now = evaluate(run, split, engine)
    return {
        "run": run.name,
        "split": split,
        "shipped": shipped["accuracy"],
        "recomputed": now["accuracy"],
        "images": round(now["accuracy"] * now["n"]) - round(shipped["accuracy"] * shipped["n"]),
    }
