"""What a view shows, from the runs there are: no widgets, and nothing worked out twice."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from fer import comparison
from fer.comparison import settings
from fer.comparison.kept import kept
from fer.comparison.points import best_of_each, pareto
from fer.errors import FerError
from fer.models import FAMILIES
from fer.runs import Run
from fer.runs.notes import Notes, notes
from fer.views.compare.state import ANYONE, DISTILLED, View

KEPT = 8
MOST = 6
"""Runs that stand side by side."""


@dataclass(frozen=True, eq=False)
class Content:
    """What the plot, the table and the detail are drawn from.

    Attributes:
        runs: The runs that the filters leave, by name.
        table: Their rows of `fer.comparison.table`.
        points: The rows that are drawn, one a setting or one a seed.
    """

    runs: dict[str, Run]
    table: pd.DataFrame
    points: pd.DataFrame

    @cached_property
    def differing(self) -> pd.DataFrame:
        """The settings that differ among the runs that are drawn, a row each in their order."""
        return settings.differing([self.runs[name] for name in self.points["run"]])

    def marked(self, chosen: Collection[str]) -> list[str]:
        """The runs whose markers and rows stand for the chosen ones."""
        if not chosen:
            return []
        wanted = self.table.loc[self.table["run"].isin(list(chosen)), "setting"]
        points = self.points
        return list(
            points.loc[
                points["run"].isin(list(chosen))
                | (points["setting"].isin(list(wanted)) & ~self._apart),
                "run",
            ]
        )

    @property
    def _apart(self) -> bool:
        """Whether each seed is drawn by itself."""
        return bool((self.points["setting"] == self.points["run"]).all())


def content(
    runs: Sequence[Run], said: Mapping[str, Notes], view: View, times: Mapping[str, float]
) -> Content:
    """What a view shows; the same object as long as that is the same.

    Args:
        runs: The finished runs of its data set.
        said: What is said of the user's own ones.
        view: What was chosen.
        times: Milliseconds by run, as far as they are known.
    """
    frame = comparison.table(runs)
    aside = tuple(name for name, each in said.items() if each.archived and not view.archived)
    tags = tuple((name, f"{' '.join(each.tags)} {each.note}") for name, each in said.items())
    frame = narrowed(frame, view.families, view.taught, view.training, view.own, aside)
    frame = found(frame, view.find, tags) if view.find.strip() else frame
    if view.of_each:
        frame = best_of_each(frame)
    if times:
        frame = _timed(frame, tuple(times.get(name) for name in frame["run"]))
    points = comparison.points(_apart(frame) if view.seeds else frame, view.measure)
    if view.best:
        points = pareto(points, view.size, view.measure)
    return _content((frame, points, *runs))


@kept(KEPT)
def _content(parts: tuple[Any, ...]) -> Content:
    """Of a table, its points, and all runs."""
    frame, points, *runs = parts
    by_name = {run.name: run for run in runs}
    return Content({name: by_name[name] for name in frame["run"]}, frame, points)


def notes_of(runs: Sequence[Run]) -> tuple[dict[str, Notes], list[str]]:
    """What is said of the user's own runs, and a sentence about each file that is damaged."""
    said, faults = {}, []
    for run in runs:
        if run.zoo:
            continue
        try:
            said[run.name] = notes(run)
        except FerError as error:
            faults.append(f"What you noted of '{run.name}' is not shown: {error}")
    return said, faults


def training_id(recipe: str) -> str:
    """A stable name of a way of training, whatever words tell it."""
    return sha256(recipe.encode()).hexdigest()[:8]


@kept(KEPT)
def trainings(frame: pd.DataFrame) -> dict[str, str]:
    """The ways of training of a table, in words, by `training_id`."""
    return {training_id(recipe): recipe for recipe in sorted(set(frame["recipe"]))}


@kept(KEPT)
def narrowed(
    frame: pd.DataFrame,
    families: tuple[str, ...],
    taught: str,
    training: tuple[str, ...],
    own: bool,
    aside: tuple[str, ...],
) -> pd.DataFrame:
    """The rows of a table that the filters leave; the table itself where that is all of them."""
    keep = pd.Series(True, frame.index)
    if families:
        keep &= frame["family"].isin(families)
    if taught != ANYONE:
        keep &= frame["distilled"] == (taught == DISTILLED)
    if training:
        keep &= frame["recipe"].map(training_id).isin(training)
    if own:
        keep &= ~frame["zoo"]
    if aside:
        keep &= ~frame["run"].isin(aside)
    return frame if keep.all() else frame[keep]


@kept(KEPT)
def found(frame: pd.DataFrame, find: str, tags: tuple[tuple[str, str], ...] = ()) -> pd.DataFrame:
    """The rows in whose names, teachers, training, tags or notes all the words occur."""
    more = dict(tags)
    wanted = find.lower().split()
    texts = (
        f"{run} {FAMILIES[family].label} {teacher or ''} {recipe} {more.get(run, '')}".lower()
        for run, family, teacher, recipe in zip(
            frame["run"], frame["family"], frame["teacher"], frame["recipe"], strict=True
        )
    )
    return frame[[all(word in text for word in wanted) for text in texts]]


@kept(KEPT)
def _timed(frame: pd.DataFrame, times: tuple[float | None, ...]) -> pd.DataFrame:
    return frame.assign(milliseconds=np.array(times, float))


@kept(KEPT)
def _apart(frame: pd.DataFrame) -> pd.DataFrame:
    """A table in which every seed is a setting of its own."""
    return frame.assign(setting=frame["run"])
