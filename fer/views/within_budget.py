"""The best run of each family within a limit."""

import pandas as pd
import streamlit as st

from fer.comparison import MEASURES, SIZES, budget
from fer.comparison.trend import Trend
from fer.models import FAMILIES, Architecture, scaled, widest

LIMITS = [size for size in SIZES.values() if size.limit]
FIRST_LIMIT = 100_000
"""Parameters, before anybody has said anything."""
FREEDOM = 2
"""Degrees of freedom from which a trend's interval says something."""


def show(points: pd.DataFrame, measure: str, trends: dict[str, Trend]) -> None:
    """Ask for limits and answer by family.

    Args:
        points: The `fer.comparison.points` to choose from.
        measure: What the best is the best in.
        trends: Each family's trend of `measure` by parameters, where there is one.
    """
    st.markdown("I have at most …")
    keys = {size.name: f"at_most_{size.name}" for size in LIMITS}
    if not any(key in st.session_state or key in st.query_params for key in keys.values()):
        # Not the widget's default, which could not be cleared.
        st.session_state[keys["parameters"]] = FIRST_LIMIT
    limits = {}
    for column, size in zip(st.columns(len(LIMITS)), LIMITS, strict=True):
        value = column.number_input(
            size.limit,
            min_value=0.01 if size.name == "milliseconds" else 1,
            value=None,
            placeholder="no limit",
            key=keys[size.name],
            bind="query-params",
            help=size.help,
        )
        if value:
            limits[size.name] = value * size.limit_divisor
    if not limits:
        st.info("Give at least one limit, for instance 300 KB of weights and 20 million MACs.")
        return
    for family, choice in budget.choose(points, limits, measure).items():
        with st.container(border=True):
            st.markdown(f"**{FAMILIES[family].label}**")
            st.markdown(budget.words(choice, limits, measure))
            if family in trends and trends[family].freedom >= FREEDOM:
                _expected(family, trends[family], limits, measure)
    unit = SIZES[next(iter(limits))].unit
    st.caption(f"Neighbours are the next runs on the family's line of the best by {unit}.")


def _expected(family: str, trend: Trend, limits: dict[str, float], measure: str) -> None:
    known = {size: limit for size, limit in limits.items() if SIZES[size].of_network}

    def keeps(network: Architecture) -> bool:
        return all(SIZES[size].of_network(network) <= limit for size, limit in known.items())

    width = widest(family, keeps) if known else None
    if width is None:
        return
    parameters = scaled(family, width).parameters
    value, low, high = trend.predict(parameters)
    outside = not trend.low <= parameters <= trend.high
    within = "these limits" if known == limits else "these limits, milliseconds aside,"
    st.caption(
        f"The widest of this family within {within} has width {width:g} ({parameters:,} "
        f"parameters). The trend of the family's networks trained for {trend.recipe} expects "
        f"{value:.1%} of it ({low:.1%} to {high:.1%}; {MEASURES[measure].label.lower()})"
        + (", beyond the sizes that were measured." if outside else ".")
    )
