"""The names of some runs in a scatter."""

from collections.abc import Sequence
from math import log10

import pandas as pd
import plotly.graph_objects as go

from fer.charts.labels import FONT, MARKER, Label, place

NARROWEST = 270
"""Pixels between the axes of the narrowest chart, on a phone held upright."""
MARGINS = 90
"""Pixels of a figure's height that its legend, ticks and title take."""


def add_names(
    figure: go.Figure,
    frame: pd.DataFrame,
    runs: Sequence[str],
    x: str,
    y: str,
    ink: str | None = None,
) -> None:
    """Name as many of the runs as there is room for, the first ones before others.

    Args:
        figure: A `scatter` of `frame`, which has its axes.
        frame: `points`.
        runs: The names, in the order of their importance; those that are not there are left out.
        x: The size that is drawn.
        y: The measure that is drawn.
        ink: The colour of the names, if not the theme's.
    """
    width, height = NARROWEST, figure.layout.height - MARGINS
    log = figure.layout.xaxis.type == "log"
    (left, right), (bottom, top) = figure.layout.xaxis.range, figure.layout.yaxis.range

    def pixels(size: float, value: float) -> tuple[float, float]:
        along = log10(size) if log else size
        return (
            width * (along - left) / (right - left),
            height * (top - value) / (top - bottom),
        )

    known = frame[frame[x].notna() & (frame[x] > 0)]
    markers = [pixels(*each) for each in zip(known[x], known[y], strict=True)]
    by_run = dict(zip(known["run"], zip(known[x], known[y], strict=True), strict=True))
    wanted = [Label(run, *pixels(*by_run[run])) for run in dict.fromkeys(runs) if run in by_run]
    found = place(wanted, markers, width, height)
    # Its invisible markers keep the names clear of the visible ones.
    figure.add_trace(
        go.Scatter(
            name="names",
            x=[by_run[each.label.text][0] for each in found],
            y=[by_run[each.label.text][1] for each in found],
            text=[each.label.text for each in found],
            textposition=[each.position for each in found],
            textfont={"size": FONT, "color": ink},
            mode="markers+text",
            marker={"opacity": 0, "size": MARKER},
            showlegend=False,
            hoverinfo="skip",
        )
    )
