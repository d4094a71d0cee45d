"""New runs from what a person chose: names, data sets and teachers checked. No TensorFlow."""

import numpy as np

from fer import data
from fer.engines import choose
from fer.errors import FerError
from fer.launchers import settings
from fer.models import Architecture
from fer.runs import Distillation, Recipe, RunConfig, Validation, find, free_name
from fer.words import count

STEM_LENGTH = 72
"""Characters of a name made here; a run's name may have 80, and a number may be added."""


def new_run(
    architecture: Architecture,
    *,
    preset: str | None = None,
    width: float | None = None,
    data_name: str = "fer2013",
    recipe: Recipe | None = None,
    distillation: Distillation | None = None,
    validation: Validation | None = None,
    seed: int = 0,
    name: str | None = None,
    engine: str = "auto",
    device: str = "auto",
) -> RunConfig:
    """The configuration of a run that does not exist yet.

    Args:
        architecture: The network.
        preset: The preset it was named by, if it was.
        width: The width multiplier it was named by, if it was.
        data_name: The data set to train on.
        recipe: How to train; the defaults if not given.
        distillation: What to learn from a teacher, if anything.
        validation: How to split Training; if not given, the default. A student's is its teacher's.
        seed: Seed of weights, order and views.
        name: The run's name; if not given, one is made from the network.
        engine: What trains it; see `fer.engines.choose`.
        device: Where.

    Raises:
        FerError: The data set, the teacher, the engine or the device does not exist, or the teacher
            cannot teach this set.
    """
    dataset = data.load(data_name)
    place = choose(engine, device, here=not settings.wanted())
    if distillation:
        of_teachers = _split_of_teachers(distillation, dataset)
        if (validation or of_teachers) != of_teachers:
            raise FerError(
                f"The teacher '{distillation.teacher}' held out other images, so that the student "
                "would be validated on some that it learnt: leave the validation split out."
            )
        validation = of_teachers
    return RunConfig(
        run=name or free_name(_stem(architecture, preset, width, dataset.name, distillation)),
        architecture=architecture,
        preset=preset,
        width=width,
        data=dataset.name,
        fingerprint=dataset.fingerprint,
        validation=_fitting(validation or Validation(), dataset),
        seed=seed,
        recipe=recipe or Recipe(),
        distillation=distillation,
        engine=place.engine,
        device=place.device,
        schema=dataset.schema,
    )


def divided(config: RunConfig, dataset: data.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """The images that a run learns, and those on which its best epoch is chosen.

    Returns:
        Two arrays of indices into the data set; see `fer.data.split_training`.

    Raises:
        FerError: They are too few to train.
    """
    split, batch = config.validation, config.recipe.batch_size
    if config.architecture.hidden and batch < 2:
        raise FerError(
            "A network with hidden dense layers normalises them over the batch, so a batch of 1 "
            "teaches it nothing: choose a batch size of 2 or more."
        )
    training, validation = data.split_training(dataset, split.kind, split.seed, split.fraction)
    if not len(validation):
        # A class of n gives fraction times n, to the nearest image.
        least = int(0.5 / split.fraction) + 1
        raise FerError(
            f"The validation split of '{dataset.name}' holds no image: {split.fraction:.0%} of "
            f"each class is held out, for which a class needs {least} training images that differ. "
            "Import more images, or hold out a larger share."
        )
    if len(training) < batch:
        raise FerError(
            f"{count(len(training), 'training image')} of '{dataset.name}' do not fill one batch "
            f"of {batch}: choose a smaller batch size, or import more images."
        )
    return training, validation


def _fitting(validation: Validation, dataset: data.Dataset) -> Validation:
    """The split as it is: a data set with a validation part of its own has no other."""
    if not dataset.schema.validation:
        return validation
    own, training = len(dataset.indices("validation")), len(dataset.indices("training"))
    share = min(0.5, max(0.01, round(own / (own + training), 3)))
    return Validation("own", fraction=share)


def _split_of_teachers(distillation: Distillation, dataset: data.Dataset) -> Validation:
    """The split that all teachers held to.

    A student validated on images that one of them learnt would look better than it is.
    """
    teachers = [find(name) for name in distillation.teachers]
    for teacher in teachers:
        if teacher.status.state != "finished":
            raise FerError(f"The teacher '{teacher.name}' is not finished: train it to its end.")
        if not teacher.has_weights:
            raise FerError(teacher.no_weights)
        if teacher.config.fingerprint != dataset.fingerprint:
            raise FerError(
                f"The teacher '{teacher.name}' learnt '{teacher.config.data}', not "
                f"'{dataset.name}': choose a teacher of the same data set."
            )
        if teacher.config.validation != teachers[0].config.validation:
            raise FerError(
                f"The teachers '{teachers[0].name}' and '{teacher.name}' held out different "
                "images: choose teachers with the same validation split."
            )
    return teachers[0].config.validation


def _stem(
    architecture: Architecture,
    preset: str | None,
    width: float | None,
    data_name: str,
    distillation: Distillation | None,
) -> str:
    network = preset or f"{architecture.family}-{'custom' if width is None else f'{width:g}'}"
    parts = [network, "distilled" if distillation else "", data_name]
    stem = "-".join(part for part in parts if part and part != "fer2013")
    return stem.lower()[:STEM_LENGTH]
