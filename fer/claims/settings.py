"""Ways of training that claims are about, and the runs that were trained so."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fer.models import PRESETS, Architecture
from fer.models.families import NormPosition
from fer.planning import new_run
from fer.runs import NO_AUGMENTATION, Augmentation, Distillation, Recipe, Run, RunConfig, Validation
from fer.runs.config import SplitKind

TEACHER = "teacher"


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
    """

    preset: str
    distilled: bool = False
    dropout: float = 0.0
    norm: NormPosition = "before"
    augmented: bool = True
    validation: SplitKind = "grouped"

    @property
    def architecture(self) -> Architecture:
        """The preset's network with the changes."""
        return replace(PRESETS[self.preset], dropout=self.dropout, norm=self.norm)

    def fits(self, run: Run) -> bool:
        """Whether `run` was trained so, whatever its epochs, rates and seed."""
        config = run.config
        return (
            config.architecture == self.architecture
            and (config.distillation is not None) == self.distilled
            and (config.recipe.augmentation != NO_AUGMENTATION) == self.augmented
            and config.validation.kind == self.validation
        )

    def config(self, recipe: Recipe) -> RunConfig:
        """A new run of this setting on FER2013.

        Raises:
            FerError: FER2013 or the teacher is missing.
        """
        augmentation = recipe.augmentation if self.augmented else NO_AUGMENTATION
        if self.augmented and augmentation == NO_AUGMENTATION:
            augmentation = Augmentation()
        return new_run(
            self.architecture,
            preset=self.preset,
            recipe=replace(recipe, augmentation=augmentation),
            distillation=Distillation(TEACHER) if self.distilled else None,
            validation=Validation(self.validation),
        )

    @property
    def words(self) -> str:
        """The setting in a few words."""
        changes = [
            "distilled" * self.distilled,
            f"dropout {self.dropout:g}" if self.dropout else "",
            "normalised after the activation" if self.norm == "after" else "",
            "" if self.augmented else "without augmentation",
            "random validation split" if self.validation == "random" else "",
        ]
        return ", ".join([self.preset, *filter(None, changes)])


def alike(settings: Sequence[Setting], runs: Sequence[Run]) -> list[list[Run]] | None:
    """Runs of each setting that differ in nothing else: of the same recipe.

    Returns:
        For each setting its runs, at least one; those of the longest common training that has the
        most seeds. None where the settings share no recipe.
    """
    found = _by_recipe(settings, runs)
    common = [recipe for recipe in found[0] if all(recipe in other for other in found[1:])]
    if not common:
        return None
    best = max(common, key=lambda recipe: (min(len(each[recipe]) for each in found), recipe.epochs))
    return [each[best] for each in found]


def to_train(settings: Sequence[Setting], runs: Sequence[Run]) -> list[RunConfig]:
    """What is missing for `alike`: runs of the recipe that the settings' longest run had.

    Raises:
        FerError: FER2013 or the teacher is missing.
    """
    found = _by_recipe(settings, runs)
    known = {recipe for each in found for recipe in each}
    recipe = max(known, key=lambda recipe: recipe.epochs, default=Recipe())
    return [
        setting.config(recipe)
        for setting, each in zip(settings, found, strict=True)
        if recipe not in each
    ]


def _by_recipe(settings: Sequence[Setting], runs: Sequence[Run]) -> list[dict[Recipe, list[Run]]]:
    """The runs of each setting by their recipe, less its augmentation where the settings differ."""
    differ = len({setting.augmented for setting in settings}) > 1
    found = []
    for setting in settings:
        by_recipe: dict[Recipe, list[Run]] = defaultdict(list)
        for run in filter(setting.fits, runs):
            recipe = run.config.recipe
            if differ:
                recipe = replace(recipe, augmentation=NO_AUGMENTATION)
            by_recipe[recipe].append(run)
        found.append(dict(by_recipe))
    return found
