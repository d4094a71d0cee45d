"""How long a training will take, before it starts. No TensorFlow.

A training step does arithmetic, moves activations and starts kernels; its time is close to a
weighted sum of the three. The weights below were fitted to 21 networks of all families, batches of
64, on two cores; what was measured on the user's own machine then corrects the sum.
"""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, prod
from pathlib import Path
from statistics import median

import numpy as np

from fer import data, files, paths
from fer.engines import Place, choose
from fer.launchers import this_host
from fer.models import Architecture
from fer.runs import Recipe, Run, RunConfig, find
from fer.runs.config import DeviceName
from fer.training.teacher import answers_to, bank

SECONDS_A_MAC = 3.1e-11
SECONDS_AN_ACTIVATION = 9.6e-10
SECONDS_A_LAYER = 4.6e-4
"""A step, whatever its batch."""
CORES = 2
"""Of the machine that the weights were fitted on."""
START_SECONDS = 7.0
"""Loading the engine and compiling the first step."""
PREDICTION_SHARE = 0.3
"""Time of a prediction as a share of a training step's, an image."""
EVALUATION_SHARE = 4.2
"""Predictions at the end for each training image: one of every image, and ten views more of
each test image, of which FER2013 has a quarter as many."""


@dataclass(frozen=True)
class Measurement:
    """What one network took on this machine.

    Attributes:
        family: Its family.
        reference: The seconds a training image that the fitted sum gives it.
        seconds: The seconds that it took.
    """

    family: str
    reference: float
    seconds: float

    @classmethod
    def of(cls, architecture: Architecture, batch_size: int, seconds: float) -> "Measurement":
        """What a network in training took an image."""
        return cls(architecture.family, reference(architecture, batch_size), seconds)


def reference(architecture: Architecture, batch_size: int) -> float:
    """Training seconds an image on the machine that the weights were fitted on."""
    activations = sum(prod(row.shape) for row in architecture.summary)
    return (
        SECONDS_A_MAC * architecture.macs
        + SECONDS_AN_ACTIVATION * activations
        + SECONDS_A_LAYER * len(architecture.layers) / batch_size
    )


def seconds_an_image(
    architecture: Architecture,
    measurements: Sequence[Measurement] = (),
    batch_size: int = Recipe.batch_size,
) -> float:
    """Training seconds an image here: the fitted sum, corrected by what was measured.

    The correction is interpolated between networks of the same family, or of all if none of it was
    measured; of networks of one size it is the median. Without measurements there is none.
    """
    expected = reference(architecture, batch_size)
    same = [each for each in measurements if each.family == architecture.family]
    by_size: dict[float, list[float]] = {}
    for each in same or measurements:
        correction = log(each.seconds / each.reference)
        by_size.setdefault(log(each.reference), []).append(correction)
    if not by_size:
        return expected
    sizes = sorted(by_size)
    corrections = [median(by_size[size]) for size in sizes]
    return expected * exp(np.interp(log(expected), sizes, corrections))


def calibration(device: DeviceName) -> list[Measurement]:
    """What `fer bench --calibrate` measured on a device here; empty before it did."""
    try:
        kept = json.loads(_path().read_text())
        if kept.get("device", "cpu") != device:
            return []
        return [Measurement(**row) for row in kept["measurements"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def keep_calibration(measurements: Iterable[Measurement], device: DeviceName) -> None:
    """Keep what was measured on a device, for later estimates."""
    rows = [vars(each) for each in measurements]
    files.write_json(_path(), {"device": device, "measurements": rows})


def _path() -> Path:
    return paths.artifacts() / "speed.json"


def measured(runs: Iterable[Run]) -> list[Measurement]:
    """The calibration, or else what this machine's own finished runs took.

    Args:
        runs: Runs; those of the zoo and of a cluster, trained elsewhere, are passed over, those in
            16 bits, and those of another engine or device than a new run would have.
    """
    place = choose()
    return calibration(place.device) or [
        Measurement.of(
            run.config.architecture,
            run.config.recipe.batch_size,
            1 / run.metrics["training_images_per_second"],
        )
        for run in runs
        if run.metrics
        and run.metrics["training_images_per_second"]
        and not run.zoo
        and run.status.launcher == "local"
        and run.status.host in (None, this_host())
        and Place(run.config.engine, run.config.device) == place
        and run.config.recipe.precision == "float32"
    ]


def can_tell(configs: Iterable[RunConfig], measurements: Sequence[Measurement]) -> bool:
    """Whether `costs` tells the time of all of the runs: without measurements, not of a GPU's."""
    return bool(measurements) or all(config.device == "cpu" for config in configs)


def core_hours(seconds: float, measurements: Sequence[Measurement]) -> float:
    """Hours of one core for what takes a whole machine that long.

    Args:
        seconds: An estimate.
        measurements: Those that it was made with: of this machine, or none.
    """
    return seconds * ((os.cpu_count() or 1) if measurements else CORES) / 3600


@dataclass(frozen=True)
class Cost:
    """What a network costs before it is trained.

    Attributes:
        parameters: Total parameters.
        macs: Multiply-accumulates of one forward pass of one image.
        seconds: Estimated time of the whole training; means something where `can_tell` says so.
    """

    parameters: int
    macs: int
    seconds: float


def costs(configs: Iterable[RunConfig], measurements: Sequence[Measurement] = ()) -> list[Cost]:
    """What new runs cost, trained one after the other.

    Teachers' answers to a view are paid for by the first student that asks for them; those that are
    on disk are free.

    Args:
        configs: What is to be trained.
        measurements: See `measured`.

    Raises:
        FerError: A data set or a teacher does not exist, or a teacher has no weights.
    """
    answered: set[Path] = set()
    result = []
    for config in configs:
        network, recipe, lesson = config.architecture, config.recipe, config.distillation
        dataset = data.load(config.data)
        training = len(dataset.indices("training"))
        if dataset.schema.validation:
            training += len(dataset.indices("validation"))
        held_out = config.validation.fraction * training
        images = training - held_out
        seen = recipe.epochs * (images + held_out * PREDICTION_SHARE)
        seen += images * EVALUATION_SHARE * PREDICTION_SHARE
        seconds = START_SECONDS + seen * seconds_an_image(network, measurements, recipe.batch_size)
        if lesson:
            teachers = [find(name) for name in lesson.teachers]
            # Without a fixed number of views every epoch has a new one, which nobody keeps.
            views = recipe.epochs
            if lesson.views:
                hashes = "".join(teacher.weights_hash() for teacher in teachers)
                folder = bank(hashes, recipe.augmentation, dataset.fingerprint)
                numbers = {(epoch + config.seed) % lesson.views for epoch in range(recipe.epochs)}
                asked = {answers_to(number, folder) for number in numbers} - answered
                views = sum(not answers.exists() for answers in asked)
                answered |= asked
            answering = sum(
                seconds_an_image(teacher.config.architecture, measurements) for teacher in teachers
            )
            seconds += views * training * PREDICTION_SHARE * answering
        result.append(Cost(network.parameters, network.macs, seconds))
    return result
