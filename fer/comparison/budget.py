"""What a limit on size buys: the best run of each family within it, and its neighbours."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from fer.comparison.points import pareto


@dataclass(frozen=True, eq=False)
class Choice:
    """The best run of a family within some limits.

    Attributes:
        best: Its row of the table; None where no run of the family keeps the limits.
        below: The next smaller run of the family's Pareto line, if there is one.
        above: The next larger one, if there is one.
    """

    best: pd.Series | None
    below: pd.Series | None
    above: pd.Series | None


def choose(frame: pd.DataFrame, limits: Mapping[str, float], measure: str) -> dict[str, Choice]:
    """The best run of each family within all `limits`.

    Args:
        frame: A `table` or `points`.
        limits: The largest value allowed of each of some size columns.
        measure: What the best is the best in; one of `MEASURES`.

    Returns:
        By family; the neighbours are taken along the first limit's column.
    """
    size = next(iter(limits), "parameters")
    within = pd.Series(True, index=frame.index)
    for column, limit in limits.items():
        within &= frame[column] <= limit
    choices = {}
    for family, rows in frame.groupby("family", sort=False):
        inside = rows[within[rows.index]].dropna(subset=[measure])
        if inside.empty:
            line = pareto(rows, size, measure)
            choices[family] = Choice(None, None, line.iloc[0] if len(line) else None)
            continue
        place = inside[measure].idxmin() if measure == "lost" else inside[measure].idxmax()
        best = inside.loc[place]
        line = pareto(rows, size, measure)
        smaller, larger = line[line[size] < best[size]], line[line[size] > best[size]]
        choices[family] = Choice(
            best,
            smaller.iloc[-1] if len(smaller) else None,
            larger.iloc[0] if len(larger) else None,
        )
    return choices


def words(choice: Choice, size: str, measure: str) -> str:
    """A choice in up to three sentences of Markdown.

    Args:
        choice: What `choose` found.
        size: The size that the neighbours are compared in; one of `SIZES`.
        measure: The measure of the choice.
    """
    best, below, above = choice.best, choice.below, choice.above
    if best is None:
        if above is None:
            return "No run of this family has this figure."
        return (
            f"Nothing of this family is that small yet; the smallest, **{above['run']}**, takes "
            f"{_amount(above[size])}."
        )
    text = f"**{best['run']}**: {best[measure]:.1%} for {_amount(best[size])}."
    if below is not None:
        text += (
            f" The step below, **{below['run']}**, costs {_points(best, below, measure)} and "
            f"needs {_amount(below[size])}."
        )
    if above is not None:
        text += (
            f" The step above, **{above['run']}**, would gain {_points(above, best, measure)} for "
            f"{_amount(above[size])}."
        )
    return text


def _points(better: pd.Series, worse: pd.Series, measure: str) -> str:
    return f"{100 * abs(better[measure] - worse[measure]):.1f} points"


def _amount(value: float) -> str:
    for limit, divisor, unit in ((1e6, 1e6, " M"), (1e4, 1e3, " k")):
        if value >= limit:
            return f"{value / divisor:,.3g}{unit}"
    return f"{value:,.0f}"
