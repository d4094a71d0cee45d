"""Runs: what a training is, what it leaves on disk, and how that is read back."""

from fer.runs.config import RunConfig, Validation
from fer.runs.listing import all_runs, create, delete, find, folder_of, free_name
from fer.runs.recipe import NO_AUGMENTATION, Augmentation, Distillation, Recipe
from fer.runs.run import BrokenRun, Run
from fer.runs.status import Status

__all__ = [
    "NO_AUGMENTATION",
    "Augmentation",
    "BrokenRun",
    "Distillation",
    "Recipe",
    "Run",
    "RunConfig",
    "Status",
    "Validation",
    "all_runs",
    "create",
    "delete",
    "find",
    "folder_of",
    "free_name",
]
