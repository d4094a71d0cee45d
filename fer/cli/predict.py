"""`fer predict`: faces in pictures, each judged by several runs."""

import argparse

from fer.cli.output import show_json, tell_unfinished
from fer.cli.parser import names, path
from fer.errors import FerError
from fer.faces import THRESHOLD
from fer.prediction import DEFAULT_RUNS, runs_to_predict
from fer.prediction.albums import from_paths
from fer.prediction.judging import Answer, judge


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.description = (
        "Find the faces in pictures and let several runs judge each. Confidences are "
        "calibrated on validation (temperature scaling); --json has the probabilities both as the "
        "networks give them and calibrated."
    )
    parser.add_argument(
        "images",
        nargs="+",
        type=path,
        metavar="IMAGE",
        help="a picture, a folder or a zip of some",
    )
    parser.add_argument(
        "--runs",
        type=names,
        default=list(DEFAULT_RUNS),
        metavar="A,B,C",
        help=f"the runs to ask (default {','.join(DEFAULT_RUNS)}); none whose name has a comma",
    )
    parser.add_argument(
        "--threshold",
        type=float,
        default=THRESHOLD,
        help=f"lowest score of a face, 0 to 1 (default {THRESHOLD})",
    )
    parser.add_argument(
        "--smallest", type=int, default=0, help="lowest height of a face in pixels (default 0)"
    )
    parser.add_argument("--json", action="store_true", help="print as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Answer for every file, with faces or with the reason why not."""
    if not 0 <= arguments.threshold <= 1:
        raise FerError("--threshold lies between 0 and 1.")
    if arguments.smallest < 0:
        raise FerError("--smallest is 0 or more.")
    runs = runs_to_predict(list(dict.fromkeys(arguments.runs)))
    tell_unfinished(runs)
    answers = (
        judge(source, runs, arguments.threshold, arguments.smallest)
        for source in from_paths(arguments.images)
    )
    if arguments.json:
        show_json([answer.to_json() for answer in answers])
    else:
        for answer in answers:
            _print(answer)
    return 0


def _print(answer: Answer) -> None:
    print(answer.title)
    if answer.error:
        print(f"  {answer.error}")
    for face, predictions in zip(answer.faces, answer.predictions, strict=True):
        leaning = f", leaning by {face.tilt:.0f} degrees" if face.tilt else ""
        stance = f", {face.stance}, judged upright" if face.stance else ""
        print(f"  face {face.number} at {list(face.box)}{leaning}{stance}")
        for prediction in predictions:
            print(
                f"    {prediction.run:<26}{prediction.label:<9}{prediction.confidence:.2f}"
                f"{prediction.milliseconds:8.2f} ms"
            )
