"""The recipes that presets are trained with; every other network takes `Recipe`'s defaults."""

from fer.runs.config import Recipe

RECIPES: dict[str, Recipe] = {
    "teacher": Recipe(
        epochs=36,
        batch_size=128,
        learning_rate=2e-3,
        weight_decay=0.05,
        precision="bfloat16",
    ),
}


def recipe_of(preset: str | None) -> Recipe:
    """The recipe of a preset, or the default one."""
    return RECIPES.get(preset or "", Recipe())
