"""`fer bench`: speed of training and prediction on this machine."""

import argparse
from pathlib import Path
from typing import get_args

from fer import estimate, launch
from fer.benchmark import NETWORKS, ROUNDS, benchmark, crop, live, pages, prediction_speed, queue
from fer.benchmark.calibration import calibrate
from fer.cli.output import show_json, show_table
from fer.cli.parser import flags, given, names
from fer.engines import choose
from fer.errors import FerError
from fer.models import PRESETS
from fer.models.layers import Precision
from fer.pictures import read_picture
from fer.runs import options

OF_MODE = {
    "predict": {"photo", "beside"},
    "crop": {"data", "faces", "seed"},
    "pages": {"runs"},
    "queue": {"runs"},
}
"""Options that mean something with some of the others alone."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.description = (
        "Training steps (TensorFlow's beside PyTorch's, where both are installed) and "
        "predictions of presets: batches of 64, medians. Let nothing else run meanwhile."
    )
    options.add_place(parser)
    parser.add_argument(
        "--precision",
        choices=get_args(Precision),
        default="float32",
        help="of training steps (default float32)",
    )
    parser.add_argument(
        "--networks", type=names, default=NETWORKS, help=f"presets (default {','.join(NETWORKS)})"
    )
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, help=f"turns of each (default {ROUNDS})"
    )
    parser.add_argument("--seconds", type=float, default=2.0, help="length of a turn (default 2)")
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument(
        "--calibrate",
        action="store_true",
        help="measure instead what the estimates of training time need, and keep it",
    )
    modes.add_argument(
        "--predict",
        action="store_true",
        help="measure instead how long the Predict page takes over a picture",
    )
    parser.add_argument("--photo", type=Path, help="the picture for --predict (default noise)")
    parser.add_argument(
        "--beside",
        type=Path,
        help="a .tflite network, or a wheel with one, to time beside ours with --predict",
    )
    modes.add_argument(
        "--live",
        action="store_true",
        help="measure instead how many frames of a camera are judged in a second",
    )
    modes.add_argument(
        "--crop",
        action="store_true",
        help="measure instead what finding and cutting out a face costs in accuracy",
    )
    modes.add_argument(
        "--pages",
        action="store_true",
        help="measure instead how long Compare takes to draw itself again with thousands of runs",
    )
    modes.add_argument(
        "--queue",
        action="store_true",
        help="measure instead how fast the queue moves with a thousand runs that do nothing",
    )
    parser.add_argument(
        "--runs",
        type=int,
        help=f"how many, for --pages (default {pages.RUNS}) or --queue (default {queue.RUNS})",
    )
    parser.add_argument("--data", default="fer2013", help="the faces for --crop (default fer2013)")
    parser.add_argument(
        "--faces", type=int, default=crop.FACES, help=f"how many (default {crop.FACES})"
    )
    parser.add_argument(
        "--seed", type=int, default=0, help="which faces and scenes, for --crop (default 0)"
    )
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.set_defaults(run=run, parser=parser)


def run(arguments: argparse.Namespace) -> int:
    """Measure and print."""
    for option in sorted(given(arguments) & set().union(*OF_MODE.values())):
        modes = {mode for mode, its_own in OF_MODE.items() if option in its_own}
        if not any(getattr(arguments, mode) for mode in modes):
            arguments.parser.error(f"{flags({option})} goes with {flags(modes)}")
    if arguments.calibrate:
        _calibrate(arguments)
        return 0
    if arguments.predict:
        _predict(arguments)
        return 0
    if arguments.live:
        _live(arguments)
        return 0
    if arguments.crop:
        _crop(arguments)
        return 0
    if arguments.pages:
        _pages(arguments)
        return 0
    if arguments.queue:
        _queue(arguments)
        return 0
    unknown = [name for name in arguments.networks if name not in PRESETS]
    if unknown:
        raise FerError(f"There is no preset '{unknown[0]}': choose from {', '.join(PRESETS)}.")
    if arguments.rounds < 1 or arguments.seconds <= 0:
        raise FerError("--rounds is at least 1 and --seconds more than 0.")
    place = choose(arguments.engine, arguments.device)
    result = benchmark(
        place, arguments.networks, arguments.rounds, arguments.seconds, arguments.precision
    )
    if arguments.json:
        show_json(result)
        return 0
    print(f"{place.engine} on {result['hardware']}, {arguments.precision}\n")
    show_table(
        ("training", "images/s", "PyTorch", "ratio", "of GEMM peak", "augmented", "costs"),
        (
            (
                row["network"],
                round(row["images_per_second"]),
                row["torch_images_per_second"] and round(row["torch_images_per_second"]),
                row["ratio"],
                row["gemm_share"],
                round(row["augmented_images_per_second"]),
                row["augmentation_cost"],
            )
            for row in result["training"]
        ),
    )
    print()
    show_table(
        ("prediction", "batch", "milliseconds"),
        ((row["network"], row["batch"], row["milliseconds"]) for row in result["inference"]),
    )
    return 0


def _calibrate(arguments: argparse.Namespace) -> None:
    """Measure this machine for the estimates."""
    launch.require_idle()
    place = choose(arguments.engine, arguments.device)
    measurements = list(calibrate(place))
    estimate.keep_calibration(measurements, place.device)
    if arguments.json:
        show_json([vars(each) for each in measurements])
        return
    show_table(
        ("family", "images/s", "reference"),
        (
            (each.family, round(1 / each.seconds), round(1 / each.reference))
            for each in measurements
        ),
    )


def _predict(arguments: argparse.Namespace) -> None:
    """Time the Predict page's work."""
    photo = read_picture(arguments.photo) if arguments.photo else None
    result = prediction_speed.measure(photo, arguments.beside, seconds=arguments.seconds)
    if arguments.json:
        show_json(result)
        return
    show_table(("one face", "milliseconds"), result["single_face"].items())
    print()
    steps = {
        "find_faces": "faces found in a picture of 640x480",
        "level": "ten faces cut out and levelled",
        "predict": f"ten faces judged by {len(result['runs'])} runs",
        "all_but_detector": "both",
        "saliency": "one face explained for every run",
    }
    show_table(("", "milliseconds"), ((text, result[name]) for name, text in steps.items()))
    print(f"\nmemory grown by 500 searches and predictions: {result['memory_growth'] / 1e6:.1f} MB")


def _live(arguments: argparse.Namespace) -> None:
    """Time the live camera."""
    result = live.measure(seconds=arguments.seconds)
    if arguments.json:
        show_json(result)
        return
    things = {
        "detector": "one pass of the face detector over a frame of 640x480",
        "photo": "the frame judged as a photo",
        "live": "the frame judged live",
        "judging": f"of that, {len(result['runs'])} runs judge the face",
    }
    show_table(
        ("", "milliseconds", "a second", "in such passes"),
        (
            (text, *(result[name][unit] for unit in ("milliseconds", "a_second", "detectors")))
            for name, text in things.items()
        ),
    )
    print(f"\nframes whose face was found: {result['answered']:.1%}")


def _crop(arguments: argparse.Namespace) -> None:
    """Measure the accuracy that detection and crop cost."""
    if arguments.faces < 1:
        raise FerError("--faces is at least 1.")
    result = crop.measure(arguments.data, arguments.faces, seed=arguments.seed)
    if arguments.json:
        show_json(result)
        return
    print(
        f"{result['faces']} faces, accuracy on the raw crops {result['raw']:.4f}, "
        f"with their mirror images {result['raw_mirrored']:.4f}\n"
    )
    columns = (
        *("scenes", "margins", "levelled", "light"),
        *("found", "accuracy", "loss", "loss_of_crop", "overconfident"),
    )
    show_table(columns, ([row[column] for column in columns] for row in result["choices"]))


def _pages(arguments: argparse.Namespace) -> None:
    """Time Compare with many runs."""
    runs = pages.RUNS if arguments.runs is None else arguments.runs
    if runs < 1 or arguments.rounds < 1:
        raise FerError("--runs and --rounds are at least 1.")
    result = pages.measure(runs, arguments.rounds)
    if arguments.json:
        show_json(result)
        return
    things = {
        "loop": f"a plain Python loop of {pages.LOOP:,} steps",
        "plots": f"table and plot of {runs} runs, read again",
        "compare": "the whole page after a control was changed",
    }
    show_table(
        ("", "seconds", "in such loops"),
        ((text, result[name]["seconds"], result[name]["loops"]) for name, text in things.items()),
    )


def _queue(arguments: argparse.Namespace) -> None:
    """Time the queue with many runs."""
    runs = queue.RUNS if arguments.runs is None else arguments.runs
    if runs < 2:
        raise FerError("--runs is at least 2 with --queue.")
    result = queue.measure(runs)
    if arguments.json:
        show_json(result)
        return
    things = {
        "queued": f"runs queued a second, up to {runs:,}",
        "started": "runs started a second by one process",
        "taken": f"runs taken a second by {result['workers']} workers that have loaded all",
        "look": "seconds of a look at all of them",
        "first_look": "seconds of the first look of a process",
    }
    show_table(("", "measured"), ((text, result[name]) for name, text in things.items()))
