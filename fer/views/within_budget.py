"""The best run of each family within a limit."""

import pandas as pd
import streamlit as st

from fer.comparison import MEASURES, budget
from fer.comparison.trend import Trend
from fer.models import FAMILIES, Architecture, scaled, widest

LIMITS = {
    "parameters": ("Parameters", 1, None),
    "macs": ("MACs (millions)", 1_000_000, "Multiply-accumulates for one face."),
    "bytes": (
        "Weights (KB, float16)",
        1024,
        "The file as it is shipped, two bytes a parameter; int8 needs half. A KB is 1,024 bytes.",
    ),
    "peak_bytes": (
        "Activations (KB, float32)",
        1024,
        "Input and output of the hungriest layer for one face; int8 needs a quarter.",
    ),
    "milliseconds": (
        "ms a face, here",
        1,
        "ONNX Runtime on one thread of this computer, measured on the spot.",
    ),
}
"""What a limit is asked in, how many of the size's units that is, and what to know of it."""
OF_NETWORKS = {
    "parameters": lambda network: network.parameters,
    "macs": lambda network: network.macs,
    "bytes": lambda network: 2 * network.parameters,
    "peak_bytes": lambda network: network.peak_activation_bytes,
}
"""Sizes that a network has before it is trained."""
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
    keys = {size: f"at_most_{size}" for size in LIMITS}
    if not any(key in st.session_state or key in st.query_params for key in keys.values()):
        # Not the widget's default, which could not be cleared.
        st.session_state[keys["parameters"]] = FIRST_LIMIT
    limits = {}
    for column, (size, (label, unit, help_)) in zip(
        st.columns(len(LIMITS)), LIMITS.items(), strict=True
    ):
        value = column.number_input(
            label,
            min_value=0.01 if size == "milliseconds" else 1,
            value=None,
            placeholder="no limit",
            key=keys[size],
            bind="query-params",
            help=help_,
        )
        if value:
            limits[size] = value * unit
    if not limits:
        st.info("Give at least one limit, for instance 300 KB of weights and 20 million MACs.")
        return
    for family, choice in budget.choose(points, limits, measure).items():
        with st.container(border=True):
            st.markdown(f"**{FAMILIES[family].label}**")
            st.markdown(budget.words(choice, limits, measure))
            if family in trends and trends[family].freedom >= FREEDOM:
                _expected(family, trends[family], limits, measure)
    _, unit = budget.UNITS[next(iter(limits))]
    st.caption(f"Neighbours are the next runs on the family's line of the best by {unit}.")


def _expected(family: str, trend: Trend, limits: dict[str, float], measure: str) -> None:
    known = {size: limit for size, limit in limits.items() if size in OF_NETWORKS}

    def keeps(network: Architecture) -> bool:
        return all(OF_NETWORKS[size](network) <= limit for size, limit in known.items())

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
        f"{value:.1%} of it ({low:.1%} to {high:.1%}; {MEASURES[measure].lower()})"
        + (", beyond the sizes that were measured." if outside else ".")
    )
