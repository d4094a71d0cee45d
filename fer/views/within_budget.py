"""The best run of each family within a limit."""

import pandas as pd
import streamlit as st

from fer.charts.theme import FAMILY_NAMES
from fer.comparison import MEASURES, SIZES, budget
from fer.comparison.trend import Trend
from fer.models import FamilyName, widest

LIMITS = {
    "parameters": ("Parameters", 1),
    "macs": ("MACs (millions)", 1_000_000),
    "bytes": ("Weights (KB)", 1024),
    "peak_bytes": ("Activations (KB)", 1024),
    "milliseconds": ("ms a face, here", 1),
}
"""What a limit is asked in, and how many of the size's units that is."""
FIRST_LIMIT = 100_000
"""Parameters, before anybody has said anything."""


def show(points: pd.DataFrame, measure: str, trends: dict[str, Trend]) -> None:
    """Ask for limits and answer by family.

    Args:
        points: The `fer.comparison.points` to choose from.
        measure: What the best is the best in.
        trends: Each family's trend of `measure` by parameters, where there is one.
    """
    st.markdown("I have at most …")
    limits = {}
    for column, (size, (label, unit)) in zip(st.columns(len(LIMITS)), LIMITS.items(), strict=True):
        value = column.number_input(
            label,
            min_value=0.01 if size == "milliseconds" else 1,
            value=FIRST_LIMIT if size == "parameters" else None,
            placeholder="no limit",
            key=f"at_most_{size}",
            bind="query-params",
        )
        if value:
            limits[size] = value * unit
    if not limits:
        st.info("Give at least one limit.")
        return
    size = next(iter(limits))
    for family, choice in budget.choose(points, limits, measure).items():
        with st.container(border=True):
            st.markdown(f"**{FAMILY_NAMES[family]}**")
            st.markdown(budget.words(choice, size, measure))
            if "parameters" in limits and family in trends:
                _expected(family, trends[family], limits["parameters"], measure)
    st.caption(
        f"Neighbours are the next runs on the family's line of the best by {SIZES[size].lower()}."
    )


def _expected(family: FamilyName, trend: Trend, limit: float, measure: str) -> None:
    found = widest(family, int(limit))
    if found is None:
        return
    width, parameters = found
    value, low, high = trend.predict(parameters)
    outside = not trend.low <= parameters <= trend.high
    st.caption(
        f"The widest of this family within the limit has width {width:g} ({parameters:,} "
        f"parameters). The trend of the family's networks trained for {trend.recipe} expects "
        f"{value:.1%} of it ({low:.1%} to {high:.1%}; {MEASURES[measure].lower()})"
        + (", beyond the sizes that were measured." if outside else ".")
    )
