"""Data sets: import, cached reading, splits, duplicates, and a built-in set drawn by code.

Nothing here loads TensorFlow.
"""

from fer.data.classes import ClassesNeededError
from fer.data.dataset import Dataset
from fer.data.duplicates import blank_images, contradictions, duplicate_groups, info
from fer.data.importing import import_dataset
from fer.data.options import Options
from fer.data.splits import split_training
from fer.data.store import label, load, names

__all__ = [
    "ClassesNeededError",
    "Dataset",
    "Options",
    "blank_images",
    "contradictions",
    "duplicate_groups",
    "import_dataset",
    "info",
    "label",
    "load",
    "names",
    "split_training",
]
