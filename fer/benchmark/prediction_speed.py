"""How long the Predict page takes over a picture, and one face beside another project's network."""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import psutil
from PIL import Image

from fer.export.others import Other
from fer.faces import default_detector, find_faces
from fer.faces.search import level
from fer.pictures import to_gray
from fer.prediction import DEFAULT_RUNS, network, predict, runs_to_predict, saliency

WIDTH, HEIGHT = 640, 480
FACES = 10
PREDICTIONS = 500


def measure(
    picture: np.ndarray | None = None,
    beside: Path | None = None,
    runs: Sequence[str] = DEFAULT_RUNS,
    seconds: float = 2.0,
) -> dict[str, Any]:
    """Time what the Predict page does, after a warm-up.

    Args:
        picture: A photo to search, uint8 (height, width, 3); noise where there is none.
        beside: A `.tflite` network, or a wheel that holds one, to be timed on one LiteRT thread.
        runs: The runs that judge.
        seconds: How long each thing is timed.

    Returns:
        What `fer bench --predict --json` prints, median milliseconds: `single_face` of every run
        and of `beside`, in turns; `find_faces` in the picture at 640x480; for ten faces `level`
        (crops included), `predict` by all runs, and both as `all_but_detector`; `saliency` of one
        face for all runs. And `memory_growth` over 500 searches of a small picture and predictions
        in a row, in bytes.

    Raises:
        FerError: A run cannot be asked, or `beside` cannot be timed.
    """
    asked, random = runs_to_predict(runs), np.random.default_rng(0)
    if picture is None:
        picture = random.integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    picture = np.asarray(Image.fromarray(picture).resize((WIDTH, HEIGHT)))
    gray = to_gray(picture)
    small = np.asarray(Image.fromarray(picture).resize((WIDTH // 6, HEIGHT // 6)))
    boxes = [(55 * place, 100, 90, 110) for place in range(FACES)]
    faces = [crops for crops, _ in level(gray, boxes)]
    one = {run.name: partial(network(run).logits, faces[0][:1]) for run in asked}
    if beside:
        one[beside.name] = Other(beside).answer
    whole = milliseconds(
        {
            "find_faces": partial(find_faces, picture),
            "level": lambda: list(level(gray, boxes)),
            "predict": partial(predict, asked, faces),
            "saliency": lambda: [saliency(network(run), faces[0][1], 0) for run in asked],
        },
        seconds,
    )
    return {
        "runs": list(runs),
        "single_face": milliseconds(one, seconds),
        **whole,
        "all_but_detector": whole["level"] + whole["predict"],
        "memory_growth": _growth(
            lambda: (default_detector().detect(small), predict(asked, faces[:1]))
        ),
    }


def milliseconds(works: Mapping[str, Callable[[], object]], seconds: float) -> dict[str, float]:
    """Median milliseconds, each work in its turn, so that a slow moment strikes all of them.

    Every turn has an order of its own: after a large network the caches hold nothing of the next.

    Args:
        works: What is timed, by name; each is called once before.
        seconds: How long, times the number of works.
    """
    times: dict[str, list[float]] = {name: [] for name in works}
    random = np.random.default_rng(0)
    for work in works.values():
        work()
    end = time.perf_counter() + seconds * len(works)
    while time.perf_counter() < end:
        for name in random.permutation(list(works)):
            begun = time.perf_counter()
            works[name]()
            times[name].append(time.perf_counter() - begun)
    return {name: 1000 * median(taken) for name, taken in times.items()}


def _growth(work: Callable[[], object]) -> int:
    process = psutil.Process()
    for _ in range(PREDICTIONS // 10):
        work()
    before = process.memory_info().rss
    for _ in range(PREDICTIONS):
        work()
    return process.memory_info().rss - before
