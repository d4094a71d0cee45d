"""How long a training will take, before it starts. No TensorFlow.

A training step does arithmetic and moves activations; its time is close to a weighted sum of the
two. The weights below were fitted to five networks of all families on two cores at 2.4 GHz; the
user's own finished runs then scale the sum to their machine.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod
from statistics import median

from fer.models import Architecture
from fer.runs import Run

SECONDS_A_MAC = 4.7e-11
SECONDS_AN_ACTIVATION = 1.95e-9
START_SECONDS = 10.0
"""Loading TensorFlow and compiling the first step."""


def seconds_an_image(architecture: Architecture, machine: float = 1.0) -> float:
    """Training seconds an image; `machine` is what `machine_factor` found."""
    activations = sum(prod(row.shape) for row in architecture.summary)
    reference = SECONDS_A_MAC * architecture.macs + SECONDS_AN_ACTIVATION * activations
    return machine * reference


def machine_factor(runs: Iterable[Run]) -> float:
    """How much slower than the reference this machine trained its own finished runs.

    Args:
        runs: Runs; those of the zoo, trained elsewhere, are passed over.

    Returns:
        The median ratio; 1 where there is no run to learn from.
    """
    ratios = [
        1 / run.metrics["training_images_per_second"] / seconds_an_image(run.config.architecture)
        for run in runs
        if run.metrics and not run.zoo
    ]
    return median(ratios) if ratios else 1.0


@dataclass(frozen=True)
class Cost:
    """What a network costs before it is trained.

    Attributes:
        parameters: Total parameters.
        macs: Multiply-accumulates of one forward pass of one image.
        seconds: Estimated time of the whole training.
    """

    parameters: int
    macs: int
    seconds: float


def costs(
    networks: Iterable[Architecture], images: int, epochs: int, runs: Iterable[Run]
) -> list[Cost]:
    """What trainings of `epochs` epochs over `images` images cost on the machine of `runs`."""
    machine = machine_factor(runs)
    return [
        Cost(
            network.parameters,
            network.macs,
            START_SECONDS + epochs * images * seconds_an_image(network, machine),
        )
        for network in networks
    ]
