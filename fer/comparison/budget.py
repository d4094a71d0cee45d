"""What a limit on size buys: the best run of each family within it, and its neighbours."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from fer.comparison.measures import MEASURES
from fer.comparison.points import pareto
from fer.comparison.sizes import SIZES
from fer.words import bold


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
        limits: The largest value allowed of each of some `SIZES`, at least one.
        measure: What the best is the best in; one of `MEASURES`.

    Returns:
        By family. The neighbours are those along the first limit's size that keep the others.
    """
    size, *others = limits
    choices = {}
    for family, rows in frame.dropna(subset=[measure]).groupby("family", sort=False):
        for other in others:
            rows = rows[rows[other] <= limits[other]]
        line = pareto(rows, size, measure)
        within = line[line[size] <= limits[size]]
        beyond = line[line[size] > limits[size]]
        choices[family] = Choice(
            within.iloc[-1] if len(within) else None,
            within.iloc[-2] if len(within) > 1 else None,
            beyond.iloc[0] if len(beyond) else None,
        )
    return choices


def words(choice: Choice, limits: Mapping[str, float], measure: str) -> str:
    """A choice in up to three sentences of Markdown.

    Args:
        choice: What `choose` found.
        limits: What it was given; the neighbours are compared in the first.
        measure: The measure of the choice.
    """
    best, below, above = choice.best, choice.below, choice.above
    size, *others = limits
    if best is None:
        kept = " and ".join(SIZES[other].words(limits[other]) for other in others)
        if above is None:
            return f"No run of this family keeps to {kept or SIZES[size].words(limits[size])}."
        return (
            f"No run of this family has as few {SIZES[size].unit}; the smallest"
            + (f" that keeps to {kept}" if kept else "")
            + f", {bold(above['run'])}, takes {SIZES[size].words(above[size])}."
        )
    text = f"{bold(best['run'])}: {best[measure]:.1%} for {SIZES[size].words(best[size])}."
    if below is not None:
        text += (
            f" The step below, {bold(below['run'])}, costs {_points(best, below, measure)} and "
            f"needs {SIZES[size].words(below[size])}."
        )
    if above is not None:
        text += (
            f" The step above, {bold(above['run'])}, would gain {_points(above, best, measure)} "
            f"for {SIZES[size].words(above[size])}."
        )
    return text


def _points(better: pd.Series, worse: pd.Series, measure: str) -> str:
    # On a Pareto line the larger run is the better one, whichever way the measure goes.
    return f"{100 * abs(better[measure] - worse[measure]):.1f} points"


def inside(frame: pd.DataFrame, limits: Mapping[str, float]) -> pd.Series:
    """Which rows keep to all `limits`; a size that is not known keeps to none."""
    kept = pd.Series(True, frame.index)
    for size, limit in limits.items():
        kept &= frame[size] <= limit
    return kept


def ranked(frame: pd.DataFrame, limits: Mapping[str, float], measure: str) -> pd.DataFrame:
    """The rows that keep to all `limits` and have the measure, the best first."""
    rows = frame[inside(frame, limits) & frame[measure].notna()]
    return rows.sort_values(
        [measure, "parameters"],
        ascending=[not MEASURES[measure].higher_is_better, True],
        kind="stable",
    )


def sentence(frame: pd.DataFrame, limits: Mapping[str, float], measure: str) -> str:
    """The best run within all `limits`, in one sentence of Markdown.

    Args:
        frame: `points`.
        limits: As for `choose`.
        measure: What the best is the best in.
    """
    within = " and ".join(SIZES[size].words(limit) for size, limit in limits.items())
    rows = ranked(frame, limits, measure)
    if rows.empty:
        return f"No run keeps to {within}."
    best = rows.iloc[0]
    time = (
        f", {SIZES['milliseconds'].words(best['milliseconds'])}"
        if pd.notna(best["milliseconds"])
        else ""
    )
    return (
        f"Within {within}: {bold(best['run'])}, {best[measure]:.1%} (95% interval "
        f"{best[f'{measure}_low']:.1%} to {best[f'{measure}_high']:.1%}){time}."
    )
