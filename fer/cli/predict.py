"""`fer predict`: faces in pictures, each judged by several runs."""

import argparse
from pathlib import Path
from typing import Any

from fer.cli.output import show_json
from fer.errors import FerError
from fer.faces import NO_FACE, find_faces
from fer.pictures import read_picture
from fer.prediction import DEFAULT_RUNS, predict, runs_to_predict
from fer.runs import Run


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "predict",
        help="find faces in pictures and let several runs judge them",
        description="Find the faces in pictures and let several runs judge each.",
    )
    parser.add_argument("images", nargs="+", type=Path, metavar="IMAGE")
    parser.add_argument(
        "--runs",
        type=lambda text: text.split(","),
        default=list(DEFAULT_RUNS),
        metavar="A,B,C",
        help=f"the runs to ask (default {','.join(DEFAULT_RUNS)})",
    )
    parser.add_argument("--json", action="store_true", help="print as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Answer for every file, with faces or with the reason why not."""
    runs = runs_to_predict(arguments.runs)
    answers = [_answer(path, runs) for path in arguments.images]
    if arguments.json:
        show_json(answers)
    else:
        for answer in answers:
            _print(answer)
    return 0


def _answer(path: Path, runs: list[Run]) -> dict[str, Any]:
    answer: dict[str, Any] = {"image": str(path), "error": None, "faces": []}
    try:
        faces = find_faces(read_picture(path))
    except FerError as error:
        return {**answer, "error": str(error)}
    if not faces:
        return {**answer, "error": NO_FACE}
    for face, predictions in zip(faces, predict(runs, [face.crop for face in faces]), strict=True):
        answer["faces"].append(
            {
                "box": list(face.box),
                "score": face.score,
                "predictions": [prediction.to_json() for prediction in predictions],
            }
        )
    return answer


def _print(answer: dict[str, Any]) -> None:
    print(answer["image"])
    if answer["error"]:
        print(f"  {answer['error']}")
    for number, face in enumerate(answer["faces"], start=1):
        print(f"  face {number} at {face['box']}")
        for prediction in face["predictions"]:
            label = prediction["label"]
            print(
                f"    {prediction['run']:<26}{label:<9}{prediction['probabilities'][label]:.2f}"
                f"{prediction['milliseconds']:8.2f} ms"
            )
