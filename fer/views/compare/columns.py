"""The table of runs for people: its columns, and what stands in them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fer.comparison import MEASURES, SIZES, settings
from fer.comparison.kept import kept
from fer.runs.notes import Notes
from fer.schema import TEST_SPLITS
from fer.views.compare.content import Content
from fer.views.compare.state import View

KEPT = 8
SETTING = "setting."
"""Begins the names of columns that are settings."""
TOLD = {"recipe.epochs", "seed", "device", "distillation.teacher", "data", "fingerprint"}
"""Settings that have a column already."""
LAST = ("channels", "stages", "hidden")
"""Settings of long texts."""
UNUSUAL = ("family", "peak_bytes", "training_seconds", *MEASURES)
"""Columns that are not there unless they are asked for."""


@dataclass(frozen=True, eq=False)
class Table:
    """The rows that are shown, the best first.

    Attributes:
        runs: The run of each row.
        frame: The columns, by the names that `View.columns` has.
        known: Every column that could be shown, in order.
    """

    runs: list[str]
    frame: pd.DataFrame
    known: list[str]


def table_of(content: Content, said: Mapping[str, Notes], view: View) -> Table:
    """The table of a view, with what is said of the user's own runs."""
    told = tuple((run, each) for run, each in said.items() if each.note or each.tags)
    return _table(content, view.measure, view.against, view.columns, told)


def usual(known: list[str]) -> list[str]:
    """The columns that are shown unless somebody chooses."""
    return [name for name in known if name not in UNUSUAL]


@kept(KEPT)
def _table(
    content: Content,
    measure: str,
    against: str,
    columns: tuple[str, ...],
    said: tuple[tuple[str, Notes], ...],
) -> Table:
    points, differing = content.points, content.differing
    rising = not MEASURES[measure].higher_is_better
    order = np.argsort(points[measure].to_numpy(float) * (1 if rising else -1), kind="stable")
    rows = points.iloc[order].reset_index(drop=True)
    differing = differing.iloc[order].reset_index(drop=True)
    found = {"run": rows["run"], **_figures(rows, measure, against)}
    found |= _sizes(rows, measure)
    found["epochs"] = rows["epochs"]
    if (rows["seeds"] > 1).any():
        found["seeds"] = rows["seeds"]
        spread = 100 * (rows["highest"] - rows["lowest"])
        found["spread"] = spread.where(rows["seeds"] > 1)
    else:
        found["seed"] = rows["seed"]
    found["teacher"] = rows["teacher"].fillna("")
    found["device"] = rows["device"]
    if said:
        notes = dict(said)
        each = [notes.get(run, Notes()) for run in rows["run"]]
        found["tags"] = pd.Series([", ".join(one.tags) for one in each])
        found["note"] = pd.Series([one.note for one in each])
    others = [name for name in differing.columns if name not in TOLD]
    for name in sorted(others, key=lambda name: name in LAST):
        found[SETTING + name] = _values(differing[name])
    known = list(found)
    wanted = [name for name in columns if name in found] or usual(known)
    return Table(list(rows["run"]), pd.DataFrame({name: found[name] for name in wanted}), known)


def _figures(rows: pd.DataFrame, measure: str, against: str) -> dict[str, pd.Series]:
    value = rows[measure]
    base = rows.loc[rows["run"] == against, measure] if against else value
    ends = zip(rows[f"{measure}_low"], rows[f"{measure}_high"], strict=True)
    return {
        "value": 100 * value,
        "interval": pd.Series([f"{100 * low:.1f} to {100 * high:.1f}" for low, high in ends]),
        "difference": 100 * (value - (base.iloc[0] if len(base) else np.nan)),
    }


def _sizes(rows: pd.DataFrame, measure: str) -> dict[str, pd.Series]:
    first = ("parameters", "macs", "bytes", "milliseconds")
    more = {"family": rows["family"]}
    more |= {name: rows[name] for name in SIZES if name not in first}
    more |= {
        name: 100 * rows[name].astype(float)
        for name in MEASURES
        if name != measure and (name not in TEST_SPLITS or rows[name].notna().any())
    }
    return {name: rows[name].astype(float) for name in first} | more


def _values(values: pd.Series) -> pd.Series:
    """A setting's values, as numbers where they are, else as text."""
    if settings.numeric(values.tolist()):
        return values.astype(float)
    return values.map(settings.text)
