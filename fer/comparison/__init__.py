"""Runs compared: as a table, as points with trends, within a budget, and image by image."""

from fer.comparison.measures import MEASURES, offered
from fer.comparison.points import best_of_each, pareto, points
from fer.comparison.sizes import SIZES
from fer.comparison.table import (
    beside_report,
    data_sets,
    finished,
    on_fer2013,
    table,
    training_words,
)
from fer.comparison.words import describe, epochs_note, headline, in_short

__all__ = [
    "MEASURES",
    "SIZES",
    "beside_report",
    "best_of_each",
    "data_sets",
    "describe",
    "epochs_note",
    "finished",
    "headline",
    "in_short",
    "offered",
    "on_fer2013",
    "pareto",
    "points",
    "table",
    "training_words",
]
