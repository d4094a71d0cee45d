"""`fer evaluate`: a run's figures anew, from its weights."""

import argparse

from fer import engines
from fer.cli.output import show_json, tell_unfinished
from fer.runs import find, options
from fer.schema import TEST_SPLITS
from fer.training.report import evaluate


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("name", metavar="RUN")
    parser.add_argument(
        "--split",
        choices=("train", "validation", *TEST_SPLITS),
        help="(default private, or test where there is one test split)",
    )
    parser.add_argument(
        "--averaged", action="store_true", help="average over ten views: shifted and mirrored"
    )
    options.add_place(parser)
    parser.add_argument("--json", action="store_true", help="print as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Evaluate one run on one split."""
    chosen = find(arguments.name)
    tell_unfinished([chosen])
    split = arguments.split or chosen.config.schema.main
    engine = engines.load(engines.choose(arguments.engine, arguments.device))
    result = evaluate(chosen, split, engine, averaged=arguments.averaged)
    if arguments.json:
        named = {"run": chosen.name, "split": split, "averaged": arguments.averaged}
        show_json({**named, **result})
    else:
        low, high = result["ci95"]
        print(
            f"{chosen.name} on {split}: {result['accuracy']:.4f} "
            f"({low:.4f} to {high:.4f}) of {result['n']:,} images"
            + ", averaged over ten views"
            * arguments.averaged
        )
    return 0
