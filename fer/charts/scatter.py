"""Accuracy against size: one marker a setting, the report's systems as hollow ones."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from fer.charts.theme import GRAY
from fer.comparison.measures import MEASURES
from fer.comparison.points import pareto
from fer.comparison.sizes import SIZES
from fer.comparison.trend import Crossing, Trend
from fer.models import FAMILIES
from fer.published import REPORT, Published

MARKER = 13
REPORTED = ("public", "private", "validation")
"""Measures that the report states; it gives validation without a number of images."""


def scatter(
    frame: pd.DataFrame,
    x: str,
    y: str,
    *,
    report: bool = False,
    line: bool = False,
    log: bool = True,
) -> go.Figure:
    """A scatter of `fer.comparison.points`.

    Args:
        frame: The points.
        x: A size; one of `SIZES`.
        y: One of `MEASURES`.
        report: Whether to add the report's systems of these families, each joined to the point of
            its preset; they have parameters, and public, private and some validation accuracies.
        line: Whether to draw the Pareto line.
        log: Whether the size's axis is logarithmic.

    Returns:
        A figure whose points carry the run's name in `customdata[0]`.
    """
    figure = go.Figure()
    reported = report and x == "parameters" and y in REPORTED
    if line:
        figure.add_trace(_pareto(pareto(frame, x, y), x, y))
    for family in [family for family in FAMILIES if family in set(frame["family"])]:
        for distilled in (False, True):
            rows = frame[(frame["family"] == family) & (frame["distilled"] == distilled)]
            if not rows.empty:
                figure.add_trace(_points(rows, x, y, family, distilled))
        systems = [system for system in REPORT if system.family == family and y in system.accuracy]
        if reported and systems:
            figure.add_trace(_systems(systems, y, family))
            for system in systems:
                _join(figure, frame, system, y)
    figure.update_layout(
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        height=480,
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0},
        hoverlabel={"align": "left"},
    )
    figure.update_xaxes(
        title=f"{SIZES[x].label}{' (log scale)' * log}", tickformat="~s", showgrid=True
    )
    if log:
        figure.update_xaxes(type="log", dtick="D2")
    figure.update_yaxes(title=MEASURES[y].label, tickformat=".0%")
    return figure


def add_trends(figure: go.Figure, trends: dict[str, Trend], crossing: Crossing | None) -> None:
    """Add each family's trend with its 95 % band, and where two of them cross.

    Args:
        figure: A `scatter`.
        trends: By family.
        crossing: Where they cross, if that can be said.
    """
    for family, trend in trends.items():
        sizes = np.geomspace(trend.low, trend.high, 60)
        value, low, high = trend.at(sizes)
        common = {"mode": "lines", "hoverinfo": "skip", "legendgroup": f"trend {family}"}
        color = FAMILIES[family].color
        figure.add_trace(
            go.Scatter(
                x=np.concatenate([sizes, sizes[::-1]]),
                y=np.concatenate([high, low[::-1]]),
                fill="toself",
                fillcolor=color,
                opacity=0.12,
                line={"width": 0},
                showlegend=False,
                **common,
            )
        )
        figure.add_trace(
            go.Scatter(
                name=f"{FAMILIES[family].label} trend",
                x=sizes,
                y=value,
                line={"color": color, "width": 1.5, "dash": "dash"},
                **common,
            )
        )
    if crossing:
        figure.add_vrect(
            x0=crossing.low, x1=crossing.high, fillcolor=GRAY, opacity=0.12, line_width=0
        )
        figure.add_vline(x=crossing.size, line={"color": GRAY, "dash": "dot"})


def _points(rows: pd.DataFrame, x: str, y: str, family: str, distilled: bool) -> go.Scatter:
    lesson = " distilled from " + rows["teacher"].fillna("") if distilled else ""
    seeds = np.where(
        rows["seeds"] > 1,
        "<br>mean of "
        + rows["seeds"].astype(str)
        + " seeds, "
        + rows["lowest"].map("{:.1%}".format)
        + " to "
        + rows["highest"].map("{:.1%}".format),
        "",
    )
    data = rows[["run", f"{y}_low", f"{y}_high", "parameters", "macs", "recipe"]].assign(
        lesson=lesson, seeds=seeds
    )
    return go.Scatter(
        name=FAMILIES[family].label + ", distilled" * distilled,
        x=rows[x],
        y=rows[y],
        error_y=_whiskers(rows[y], rows[f"{y}_low"], rows[f"{y}_high"]),
        customdata=data,
        mode="markers",
        marker={
            "color": FAMILIES[family].color,
            "symbol": "star" if distilled else FAMILIES[family].symbol,
            "size": MARKER + 4 * distilled,
        },
        hovertemplate=(
            "<b>%{customdata[0]}</b>%{customdata[6]}<br>"
            f"{MEASURES[y].label}: %{{y:.1%}} (95 % interval "
            "%{customdata[1]:.1%} to %{customdata[2]:.1%})%{customdata[7]}<br>"
            "%{customdata[3]:,} parameters, %{customdata[4]:,} MACs<br>"
            "%{customdata[5]}<extra></extra>"
        ),
    )


def _pareto(rows: pd.DataFrame, x: str, y: str) -> go.Scatter:
    return go.Scatter(
        name="best for its size",
        x=rows[x],
        y=rows[y],
        mode="lines",
        line={"color": GRAY, "width": 1, "shape": "hv"},
        hoverinfo="skip",
    )


def _systems(systems: Sequence[Published], y: str, family: str) -> go.Scatter:
    accuracy = [system.accuracy[y] for system in systems]
    intervals = [
        system.interval(y) if y != "validation" else (value, value)
        for system, value in zip(systems, accuracy, strict=True)
    ]
    lows, highs = zip(*intervals, strict=True)
    return go.Scatter(
        name=f"{FAMILIES[family].label} of the report",
        x=[system.parameters for system in systems],
        y=accuracy,
        error_y=_whiskers(pd.Series(accuracy), pd.Series(lows), pd.Series(highs)),
        text=["distilled" if system.distilled else "not distilled" for system in systems],
        mode="markers",
        marker={
            "color": FAMILIES[family].color,
            "symbol": f"{FAMILIES[family].symbol}-open",
            "size": MARKER - 3,
        },
        opacity=0.75,
        hovertemplate=(
            f"<b>{FAMILIES[family].label} of the report</b>, %{{text}}<br>"
            f"{y} accuracy %{{y:.1%}}<br>%{{x:,}} parameters<extra></extra>"
        ),
    )


def _join(figure: go.Figure, frame: pd.DataFrame, system: Published, y: str) -> None:
    """A thin line from a system of the report to our run that speaks for it."""
    ours = frame[frame["run"] == system.run]
    if len(ours):
        figure.add_shape(
            type="line",
            x0=system.parameters,
            x1=system.parameters,
            y0=system.accuracy[y],
            y1=ours[y].iloc[0],
            line={"color": FAMILIES[system.family].color, "width": 1, "dash": "dot"},
        )


def _whiskers(middle: pd.Series, low: pd.Series, high: pd.Series) -> dict:
    return {
        "type": "data",
        "symmetric": False,
        "array": (high.to_numpy(float) - middle.to_numpy(float)),
        "arrayminus": (middle.to_numpy(float) - low.to_numpy(float)),
        "thickness": 1,
        "width": 3,
    }
