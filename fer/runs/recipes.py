"""The recipes that presets are trained with; every other network takes `Recipe`'s defaults."""

from fer.runs.config import Augmentation, Recipe

RECIPES: dict[str, Recipe] = {
    "teacher": Recipe(
        epochs=60,
        learning_rate=1e-3,
        weight_decay=0.05,
        schedule="cosine",
        augmentation=Augmentation(shift=0.08, rotate=10.0, zoom=0.1, erase=0.1),
    ),
}


def recipe_of(preset: str | None) -> Recipe:
    """The recipe of a preset, or the default one."""
    return RECIPES.get(preset or "", Recipe())
