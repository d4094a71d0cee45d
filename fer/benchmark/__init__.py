"""How fast the networks train and predict here, TensorFlow beside PyTorch where both are.

Each contender has a process of its own, so that their threads do not meet, and they take turns, so
that a machine that slows down slows down all of them.
"""

from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from statistics import median
from typing import Any

from fer.benchmark import speed
from fer.engines import Place, installed
from fer.models import PRESETS
from fer.models.layers import Precision

NETWORKS = ("teacher", "cnn-1.5m", "cnn-61k", "mobilenet-63k")
BATCH_SIZE = 64
INFERENCE_BATCHES = (1, 64)
ROUNDS = 5
OPERATIONS_A_MAC = 2 * 3
"""A multiply and an add, forwards and for the gradients of inputs and weights."""


def benchmark(
    place: Place,
    networks: Sequence[str] = NETWORKS,
    rounds: int = ROUNDS,
    seconds: float = 2.0,
    precision: Precision = "float32",
) -> dict[str, Any]:
    """Training steps and predictions of presets: batches of 64, every core or a GPU.

    Args:
        place: The engine and the device; TensorFlow is timed beside PyTorch on the processor.
        networks: Names of presets.
        rounds: How often the contenders take turns; the medians count.
        seconds: How long each turn lasts.
        precision: Of the training steps; predictions are float32.

    Returns:
        What `fer bench --json` prints. `gemm_share` is the step's multiplications and additions
        as a share of what a large matrix product of that precision reaches; the augmented step has
        the default augmentation.
    """
    with ExitStack() as stack:
        ours = stack.enter_context(_process())
        contest = place.engine == "tensorflow" and installed("torch")
        theirs = stack.enter_context(_process()) if contest else None
        training = [
            _training(place, name, rounds, seconds, precision, ours, theirs) for name in networks
        ]
        inference = [
            {
                "network": name,
                "batch": batch,
                "milliseconds": ours.submit(
                    speed.milliseconds, place, PRESETS[name], batch, seconds
                ).result(),
            }
            for name in networks
            for batch in INFERENCE_BATCHES
        ]
    return {
        "engine": place.engine,
        "device": place.device,
        "hardware": place.hardware,
        "precision": precision,
        "batch_size": BATCH_SIZE,
        "training": training,
        "inference": inference,
    }


def _process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


def _training(
    place: Place,
    name: str,
    rounds: int,
    seconds: float,
    precision: Precision,
    ours: ProcessPoolExecutor,
    theirs: ProcessPoolExecutor | None,
) -> dict[str, Any]:
    network = PRESETS[name]

    def step(process: ProcessPoolExecutor, where: Place, augmented: bool) -> Future[float]:
        settings = where, network, BATCH_SIZE, seconds, augmented, precision
        return process.submit(speed.images_per_second, *settings)

    turns = {
        "plain": lambda: step(ours, place, False),
        "augmented": lambda: step(ours, place, True),
        "gemm": lambda: ours.submit(
            speed.gemm_operations_per_second, place, seconds / 4, precision
        ),
    }
    if theirs:
        turns["torch"] = lambda: step(theirs, Place("torch", "cpu"), False)
    measured = [{turn: start().result() for turn, start in turns.items()} for _ in range(rounds)]
    plain, augmented, gemm, torch = (
        median(each[turn] for each in measured) if turn in turns else None
        for turn in ("plain", "augmented", "gemm", "torch")
    )
    torch = plain if place.engine == "torch" else torch
    return {
        "network": name,
        "images_per_second": plain,
        "torch_images_per_second": torch,
        "ratio": plain / torch if torch else None,
        "gemm_share": plain * network.macs * OPERATIONS_A_MAC / gemm,
        "augmented_images_per_second": augmented,
        "augmentation_cost": plain / augmented - 1,
    }
