"""How fast the networks train and predict here, beside PyTorch where it is installed.

Each contender has a process of its own, so that their threads do not meet, and they take turns, so
that a machine that slows down slows down all of them.
"""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from importlib.util import find_spec
from multiprocessing import get_context
from statistics import median
from typing import Any

from fer.benchmark import tensorflow_speed, torch_speed
from fer.models import PRESETS

NETWORKS = ("teacher", "cnn-1.5m", "cnn-61k", "mobilenet-63k")
BATCH_SIZE = 64
INFERENCE_BATCHES = (1, 64)
ROUNDS = 5
OPERATIONS_A_MAC = 2 * 3
"""A multiply and an add, forwards and for the gradients of inputs and weights."""


def benchmark(
    networks: Sequence[str] = NETWORKS, rounds: int = ROUNDS, seconds: float = 2.0
) -> dict[str, Any]:
    """Training steps and predictions of presets: float32, batches of 64, every core.

    Args:
        networks: Names of presets.
        rounds: How often the contenders take turns; the medians count.
        seconds: How long each turn lasts.

    Returns:
        What `fer bench --json` prints. `gemm_share` is the step's multiplications and additions
        as a share of what a large matrix product reaches; the augmented step is this project's with
        the default augmentation.
    """
    with ExitStack() as stack:
        ours = stack.enter_context(_process())
        theirs = stack.enter_context(_process()) if find_spec("torch") else None
        training = [_training(name, rounds, seconds, ours, theirs) for name in networks]
        inference = [
            {
                "network": name,
                "batch": batch,
                "milliseconds": ours.submit(
                    tensorflow_speed.milliseconds, PRESETS[name], batch, seconds
                ).result(),
            }
            for name in networks
            for batch in INFERENCE_BATCHES
        ]
    return {"batch_size": BATCH_SIZE, "training": training, "inference": inference}


def _process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


def _training(
    name: str,
    rounds: int,
    seconds: float,
    ours: ProcessPoolExecutor,
    theirs: ProcessPoolExecutor | None,
) -> dict[str, Any]:
    network, speed = PRESETS[name], tensorflow_speed.images_per_second
    turns = {
        "plain": lambda: ours.submit(speed, network, BATCH_SIZE, seconds, False),
        "augmented": lambda: ours.submit(speed, network, BATCH_SIZE, seconds, True),
        "gemm": lambda: ours.submit(tensorflow_speed.gemm_operations_per_second, seconds / 4),
    }
    if theirs:
        turns["torch"] = lambda: theirs.submit(
            torch_speed.images_per_second, network, BATCH_SIZE, seconds
        )
    measured = [{turn: start().result() for turn, start in turns.items()} for _ in range(rounds)]
    plain, augmented, gemm, torch = (
        median(each[turn] for each in measured) if turn in turns else None
        for turn in ("plain", "augmented", "gemm", "torch")
    )
    return {
        "network": name,
        "images_per_second": plain,
        "torch_images_per_second": torch,
        "ratio": plain / torch if torch else None,
        "gemm_share": plain * network.macs * OPERATIONS_A_MAC / gemm,
        "augmented_images_per_second": augmented,
        "augmentation_cost": plain / augmented - 1,
    }
