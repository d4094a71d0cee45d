"""Ways of training that claims are about, and the runs that were trained so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

from fer.comparison.words import teacher_was_replaced
from fer.models import PRESETS, Architecture
from fer.models.architecture import NormPosition
from fer.planning import new_run
from fer.runs import (
    NO_AUGMENTATION,
    Augmentation,
    Distillation,
    Recipe,
    Run,
    RunConfig,
    Validation,
    free_name,
)
from fer.runs.config import SplitKind

TEACHER = "teacher"
SEEDS = 3
"""Trainings of every setting that a claim rests on, alike but for their seed."""
FEWEST_EPOCHS = 15
"""As the report trained its networks: what is shorter is a trial, which counts where there is
nothing longer."""
FEWER_FILTERS = {
    "cnn-61k": replace(PRESETS["cnn-61k"], channels=(2, 3, 5, 8, 8, 32, 33, 30), kernel=5),
    "mobilenet-63k": replace(
        PRESETS["mobilenet-63k"], channels=(9, 9, 16, 26, 27, 118, 119, 118), kernel=9
    ),
}
"""Networks of about as many parameters with fewer and larger filters: all channel counts of the
preset by one factor, so that the larger windows cost what the missing filters save."""


@dataclass(frozen=True)
class Setting:
    """A preset and what is changed of its usual training.

    Attributes:
        preset: The network.
        distilled: Whether it learns from the run `TEACHER`.
        dropout: Of the network.
        norm: Where batch normalisation stands to the activation.
        augmented: Whether views are augmented.
        validation: How Training is split.
        fewer: Whether the network has fewer and larger filters, as in `FEWER_FILTERS`.
        averaged: Whether the running average of the weights is what is validated and kept.
    """

    preset: str
    distilled: bool = False
    dropout: float = 0.0
    norm: NormPosition = "before"
    augmented: bool = True
    validation: SplitKind = "grouped"
    fewer: bool = False
    averaged: bool = True

    @property
    def teachers(self) -> tuple[str, ...]:
        """The runs that it learns from."""
        return (TEACHER,) if self.distilled else ()

    @property
    def architecture(self) -> Architecture:
        """The preset's network with the changes."""
        network = FEWER_FILTERS[self.preset] if self.fewer else PRESETS[self.preset]
        return replace(network, dropout=self.dropout, norm=self.norm)

    @property
    def is_usual(self) -> bool:
        """Whether network and training are as they are where nothing is tried out."""
        return self == Setting(self.preset, self.distilled)

    def fits(self, run: Run) -> bool:
        """Whether `run` was trained so, whatever its epochs, rates and seed."""
        config = run.config
        return (
            config.architecture == self.architecture
            and config.teachers == self.teachers
            and (config.recipe.augmentation != NO_AUGMENTATION) == self.augmented
            and (config.recipe.weight_average > 0) == self.averaged
            and config.validation.kind == self.validation
        )

    def config(self, conditions: "Conditions | None", seed: int) -> RunConfig:
        """A new run of this setting on FER2013, named after what is changed.

        Args:
            conditions: What else it is trained with; the defaults if not given.
            seed: Its seed.

        Raises:
            FerError: FER2013 or the teacher is missing.
        """
        recipe, validation, distillation, *_ = conditions or Conditions()
        augmentation = NO_AUGMENTATION
        if self.augmented:
            unknown = recipe.augmentation == NO_AUGMENTATION
            augmentation = Augmentation() if unknown else recipe.augmentation
        average = recipe.weight_average if self.averaged else 0.0
        return new_run(
            self.architecture,
            preset=self.preset if self.architecture == PRESETS[self.preset] else None,
            recipe=replace(recipe, augmentation=augmentation, weight_average=average),
            distillation=(distillation or Distillation(TEACHER)) if self.distilled else None,
            validation=replace(validation, kind=self.validation),
            seed=seed,
            name=free_name(
                re.sub(r"[^a-z0-9.]+", "-", self.words) + (f"-seed-{seed}" if seed else "")
            ),
        )

    @property
    def words(self) -> str:
        """The setting in a few words."""
        changes = [
            "distilled" * self.distilled,
            f"dropout {self.dropout:g}" if self.dropout else "",
            "norm after activation" if self.norm == "after" else "",
            "" if self.augmented else "without augmentation",
            "random split" if self.validation == "random" else "",
            f"{self.architecture.kernel}x{self.architecture.kernel} filters" if self.fewer else "",
            "" if self.averaged else "raw weights",
        ]
        return ", ".join([self.preset, *filter(None, changes)])


class Conditions(NamedTuple):
    """What a run was trained with besides its network and seed.

    Attributes:
        recipe: How it was trained.
        validation: How Training was split.
        distillation: What it was taught, where settings do not differ in that.
        weights: The hash of those that its (first) teacher had, which may have others by now.
        place: Engine and device, where they matter.
    """

    recipe: Recipe = Recipe()
    validation: Validation = Validation()
    distillation: Distillation | None = None
    weights: str | None = None
    place: tuple[str, str] | None = None


def alike(
    settings: Sequence[Setting], runs: Sequence[Run], across_machines: bool = True
) -> list[list[Run]] | None:
    """Runs of each setting that differ in nothing but what the settings differ in, and seeds.

    Args:
        settings: The settings.
        runs: Finished runs.
        across_machines: Whether runs may differ in engine, device and the precision of their steps
            too, which decide how fast networks train and not how well.

    Returns:
        For each setting its runs, one a seed and at least one; of the conditions that all settings
        share one whose students have a teacher that is still here, and is no mere trial; of these
        the one of most seeds, up to `SEEDS`, then the longest training, and then the one of most
        seeds. None where none is shared.
    """
    found = _by_conditions(settings, runs, across_machines)
    common = [shared for shared in found[0] if all(shared in other for other in found[1:])]
    if not common:
        return None

    def worth(shared: Conditions) -> tuple[bool, bool, int, int, int]:
        groups = [each[shared] for each in found]
        seeds = min(len(group) for group in groups)
        epochs = shared.recipe.epochs
        here = not any(orphaned(group) for group in groups)
        return here, epochs >= FEWEST_EPOCHS, min(seeds, SEEDS), epochs, seeds

    best = max(common, key=worth)
    return [each[best] for each in found]


def to_train(
    settings: Sequence[Setting], runs: Sequence[Run], seeds: int = SEEDS
) -> list[RunConfig]:
    """What is missing until `alike` finds `seeds` runs of every setting.

    The recipe is the one that lacks the fewest runs, of these the longest, or the default one; that
    of a mere trial is not gone on with. Students of a teacher that was replaced are none of them.

    Raises:
        FerError: FER2013 or the teacher is missing.
    """
    found = _by_conditions(settings, [run for run in runs if not teacher_was_replaced(run)])
    known = {shared for each in found for shared in each if shared.recipe.epochs >= FEWEST_EPOCHS}

    def lacking(shared: Conditions) -> int:
        return sum(max(0, seeds - len(each.get(shared, []))) for each in found)

    best = max(known, key=lambda shared: (-lacking(shared), shared.recipe.epochs), default=None)
    missing = []
    for setting, each in zip(settings, found, strict=True):
        there = {run.config.seed for run in each.get(best, [])}
        more = [seed for seed in range(seeds + len(there)) if seed not in there]
        more = more[: max(0, seeds - len(there))]
        missing += [setting.config(best, seed) for seed in more]
    return missing


def _by_conditions(
    settings: Sequence[Setting], runs: Sequence[Run], across_machines: bool = True
) -> list[dict[Conditions, list[Run]]]:
    """The runs of each setting by their conditions, less what the settings themselves vary."""
    varied = [
        field.name
        for field in fields(Setting)
        if len({getattr(setting, field.name) for setting in settings}) > 1
    ]
    varied += ["machine"] * across_machines
    found = []
    for setting in settings:
        exactly: dict[Conditions, dict[Conditions, dict[int, Run]]] = {}
        for run in filter(setting.fits, runs):
            config = run.config
            full = Conditions(
                config.recipe,
                config.validation,
                config.distillation,
                _teachers_weights(run),
                (config.engine, config.device),
            )
            if across_machines:
                full = _shared(full, ["machine"])
            same = exactly.setdefault(_shared(full, varied), {})
            same.setdefault(full, {}).setdefault(config.seed, run)
        found.append(
            {
                shared: max((list(seeds.values()) for seeds in same.values()), key=_worth)
                for shared, same in exactly.items()
            }
        )
    return found


def _worth(group: list[Run]) -> tuple[bool, int]:
    return not orphaned(group), len(group)


def orphaned(group: Sequence[Run]) -> bool:
    """Whether runs that were trained alike learnt from a teacher that is here no more."""
    return teacher_was_replaced(group[0])


def _shared(conditions: Conditions, varied: Sequence[str]) -> Conditions:
    recipe, validation, *_ = conditions
    if "augmented" in varied:
        recipe = replace(recipe, augmentation=NO_AUGMENTATION)
    if "machine" in varied:
        recipe = replace(recipe, precision=Recipe.precision)
        conditions = conditions._replace(place=None)
    if "validation" in varied:
        validation = replace(validation, kind="grouped")
    if "distilled" in varied:
        conditions = conditions._replace(distillation=None, weights=None)
    return conditions._replace(recipe=recipe, validation=validation)


def _teachers_weights(run: Run) -> str | None:
    return run.metrics["teacher"]["weights"] if run.metrics.get("teacher") else None
