"""What a network that nobody has trained can be expected to reach, in sentences."""

import pandas as pd

from fer.comparison.measures import MEASURES
from fer.comparison.trend import Trend
from fer.models import FAMILIES, Architecture
from fer.words import bold

FREEDOM = 2
"""Degrees of freedom from which a trend's interval says something."""


def expectation(
    network: Architecture, points: pd.DataFrame, trends: dict[str, Trend], measure: str
) -> str | None:
    """What to expect of a plain network; a trend is silent where its training was measured.

    Args:
        network: The network.
        points: `fer.comparison.points` of the runs that there are.
        trends: `fer.comparison.trend.by_family` of these, by `parameters`.
        measure: One of `MEASURES`.

    Returns:
        Sentences of Markdown; None where nothing can be said.
    """
    label, fitted = MEASURES[measure].label.lower(), trends.get(network.family)
    same = points[
        (points["family"] == network.family)
        & (points["parameters"] == network.parameters)
        & (points["macs"] == network.macs)
        & ~points["distilled"]
    ]
    measured = ""
    if len(same):
        measured = " ".join(
            f"This network was trained already: {bold(row['run'])} ({row['recipe']}) has "
            f"{row[measure]:.1%} ({row[f'{measure}_low']:.1%} to {row[f'{measure}_high']:.1%}; "
            f"{label})."
            for _, row in same.sort_values("epochs", ascending=False).head(2).iterrows()
        )
    if fitted is None or fitted.freedom < FREEDOM or fitted.recipe in set(same["recipe"]):
        return measured or None
    value, low, high = fitted.predict(network.parameters)
    text = (
        f"The trend of the plain {FAMILIES[network.family].label}s trained for {fitted.recipe} "
        f"expects {value:.1%} of it ({low:.1%} to {high:.1%}; {label})"
    )
    if not fitted.low <= network.parameters <= fitted.high:
        text += ", beyond the sizes that were measured"
    return f"{measured} {text}.".lstrip() + _above(network, points, measure, high)


def _above(network: Architecture, points: pd.DataFrame, measure: str, high: float) -> str:
    """A measured run that is no larger and better than expected, which the trend leaves out."""
    smaller = points[
        (points["family"] == network.family) & (points["parameters"] <= network.parameters)
    ].dropna(subset=[measure])
    sign = 1 if MEASURES[measure].higher_is_better else -1
    better = smaller[sign * smaller[measure] > sign * high]
    if sign < 0 or better.empty:
        return ""
    row = better.loc[better[measure].idxmax()]
    taught = ", distilled" if row["distilled"] else ""
    return (
        f" Trained otherwise ({row['recipe']}{taught}), {bold(row['run'])} has {row[measure]:.1%} "
        f"with {row['parameters']:,}."
    )
