"""How good and how fast an exported file is."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from fer import evaluation
from fer.evaluation import softmax
from fer.export.artifact import Artifact
from fer.export.images import Images
from fer.prediction.networks import network
from fer.runs import Run

TURNS, WARM_UP = 101, 5
SECONDS = 5.0
"""After which a slow network has been timed often enough."""


def figures(artifact: Artifact, images: Images) -> dict[str, dict[str, Any] | None]:
    """n, accuracy and its 95% interval on each test split; None where it is not here."""
    found: dict[str, dict[str, Any] | None] = dict.fromkeys(images.config.schema.test[::-1])
    for split, (pictures, labels) in images.splits.items():
        whole = evaluation.figures(
            softmax(artifact.logits(pictures)), labels, images.config.schema.classes
        )
        found[split] = {name: whole[name] for name in ("n", "accuracy", "ci95")}
    return found


def largest_difference(artifact: Artifact, run: Run, images: Images) -> float:
    """The largest difference of any probability from the run's own, on `images.compared`."""
    theirs = softmax(network(run).logits(images.compared))
    ours = softmax(artifact.logits(images.compared))
    return float(np.abs(ours - theirs).max())


def milliseconds(artifact: Artifact, images: Images) -> float:
    """The median time of one answer, from pixels to logits."""
    faces = images.compared[:, None]
    return median_milliseconds(lambda turn: artifact.logits(faces[turn % len(faces)]))


def median_milliseconds(answer: Callable[[int], object]) -> float:
    """The median time of one answer.

    Args:
        answer: Gives one, told its number.
    """
    times, end = [], time.perf_counter() + SECONDS
    for turn in range(TURNS + WARM_UP):
        begun = time.perf_counter()
        answer(turn)
        if turn >= WARM_UP:
            times.append(time.perf_counter() - begun)
        if times and time.perf_counter() > end:
            break
    return 1000 * float(np.median(times))
