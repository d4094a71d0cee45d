"""What is drawn around the markers of a scatter of runs: trends, guesses, limits, the winner."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from fer.charts.theme import GRAY
from fer.comparison.trend import Crossing, Trend
from fer.models import FAMILIES

WINNER = "#1F8A70"
RING = 26


def add_trends(figure: go.Figure, trends: Mapping[str, Trend], crossing: Crossing | None) -> None:
    """Add each family's trend with its 95% band, and where two of them cross.

    Args:
        figure: A `scatter`.
        trends: By family.
        crossing: Where they cross, if that can be said.
    """
    for family, trend in trends.items():
        sizes = np.geomspace(trend.low, trend.high, 60)
        value, low, high = trend.at(sizes)
        common = {"mode": "lines", "hoverinfo": "skip", "showlegend": False}
        color = FAMILIES[family].color
        figure.add_trace(
            go.Scatter(
                x=np.concatenate([sizes, sizes[::-1]]),
                y=np.concatenate([high, low[::-1]]),
                fill="toself",
                fillcolor=color,
                opacity=0.12,
                line={"width": 0},
                **common,
            )
        )
        line = {"color": color, "width": 1.5, "dash": "dash"}
        name = f"{FAMILIES[family].label} trend"
        figure.add_trace(go.Scatter(name=name, x=sizes, y=value, line=line, **common))
    if crossing:
        figure.add_vrect(
            x0=crossing.low, x1=crossing.high, fillcolor=GRAY, opacity=0.12, line_width=0
        )
        figure.add_vline(x=crossing.size, line={"color": GRAY, "dash": "dot"})


def add_guesses(figure: go.Figure, guesses: Mapping[str, float]) -> None:
    """Add a level line for each kind of guess; see `fer.comparison.guesses`."""
    sizes = [float(x) for trace in figure.data for x in trace.x if x is not None]
    for name, value in guesses.items() if sizes else ():
        figure.add_trace(
            go.Scatter(
                name=name,
                x=[min(sizes), max(sizes)],
                y=[value, value],
                mode="lines+text",
                text=[f"{name}, {value:.1%}", ""],
                textposition="top right",
                line={"color": GRAY, "width": 1, "dash": "dash"},
                showlegend=False,
                hoverinfo="skip",
            )
        )


def add_limit(figure: go.Figure, limit: float, end: float) -> None:
    """Shade the sizes beyond a limit, as far as `end`."""
    if limit < end:
        figure.add_vrect(x0=limit, x1=end, fillcolor=GRAY, opacity=0.14, line_width=0)
    figure.add_vline(x=limit, line={"color": GRAY, "width": 1, "dash": "dash"})


def add_winner(figure: go.Figure, row: pd.Series, x: str, y: str) -> None:
    """Draw a ring around the best run within the limits."""
    figure.add_trace(
        go.Scatter(
            name="best within the limits",
            x=[row[x]],
            y=[row[y]],
            mode="markers",
            marker={
                "symbol": "circle-open",
                "size": RING,
                "color": WINNER,
                "line": {"width": 3},
            },
            showlegend=False,
            hoverinfo="skip",
        )
    )
