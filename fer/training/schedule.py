"""The learning rate over a run."""

from math import cos, pi

from fer.runs.recipe import Recipe

WARM_UP = {"one-cycle": 0.3, "cosine": 0.05}
"""Share of the steps in which the learning rate rises."""
START = 0.1
"""The first learning rate, as a share of the peak."""


def learning_rate(recipe: Recipe, progress: float) -> float:
    """The learning rate at `progress` (0 to 1) of a run: linear rise, then half a cosine."""
    rise = WARM_UP[recipe.schedule]
    if progress < rise:
        return recipe.learning_rate * (START + (1 - START) * progress / rise)
    return recipe.learning_rate * (1 + cos(pi * (progress - rise) / (1 - rise))) / 2
