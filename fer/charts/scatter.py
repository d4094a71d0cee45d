"""Accuracy against size: one marker a run, the report's systems as hollow ones."""

import pandas as pd
import plotly.graph_objects as go

from fer.charts.theme import FAMILY_COLORS, FAMILY_NAMES, FAMILY_SYMBOLS
from fer.published import REPORT

X_AXES = {
    "parameters": "Parameters",
    "macs": "Multiply-accumulates of one face",
    "bytes": "Weights on disk (bytes)",
}
MARKER = 13


def scatter(frame: pd.DataFrame, x: str, split: str, *, report: bool) -> go.Figure:
    """A scatter of `fer.comparison.table`.

    Args:
        frame: The runs.
        x: `parameters`, `macs` or `bytes`; the axis is logarithmic.
        split: `public`, `private` or `validation`.
        report: Whether to add the report's systems; they have parameters alone, so other axes
            show none.

    Returns:
        A figure whose points carry the run's name in `customdata[0]`.
    """
    figure = go.Figure()
    for family in FAMILY_COLORS:
        for distilled in (False, True):
            rows = frame[(frame["family"] == family) & (frame["distilled"] == distilled)]
            if not rows.empty:
                figure.add_trace(_runs(rows, x, split, family, distilled))
        if report and x == "parameters":
            systems = [
                system for system in REPORT if system.family == family and split in system.accuracy
            ]
            if systems:
                figure.add_trace(_systems(systems, split, family))
    figure.update_layout(
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        height=480,
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0},
        hoverlabel={"align": "left"},
    )
    figure.update_xaxes(
        title=f"{X_AXES[x]} (log scale)", type="log", dtick="D2", tickformat="~s", showgrid=True
    )
    figure.update_yaxes(title=f"Accuracy on {split}", tickformat=".0%")
    return figure


def _runs(rows: pd.DataFrame, x: str, split: str, family: str, distilled: bool) -> go.Scatter:
    return go.Scatter(
        name=FAMILY_NAMES[family] + ", distilled" * distilled,
        x=rows[x],
        y=rows[split],
        error_y=_whiskers(rows[split], rows[f"{split}_low"], rows[f"{split}_high"]),
        customdata=rows[["run", f"{split}_low", f"{split}_high", "parameters", "macs", "epochs"]],
        mode="markers",
        marker={
            "color": FAMILY_COLORS[family],
            "symbol": "star" if distilled else FAMILY_SYMBOLS[family],
            "size": MARKER + 4 * distilled,
        },
        hovertemplate=(
            "<b>%{customdata[0]}</b><br>"
            f"{split} accuracy %{{y:.1%}} (95 % interval "
            "%{customdata[1]:.1%} to %{customdata[2]:.1%})<br>"
            "%{customdata[3]:,} parameters, %{customdata[4]:,} MACs, "
            "%{customdata[5]} epochs<extra></extra>"
        ),
    )


def _systems(systems: list, split: str, family: str) -> go.Scatter:
    accuracy = [system.accuracy[split] for system in systems]
    intervals = [
        system.interval(split) if split != "validation" else (value, value)
        for system, value in zip(systems, accuracy, strict=True)
    ]
    lows, highs = zip(*intervals, strict=True)
    return go.Scatter(
        name=f"{FAMILY_NAMES[family]} of the report",
        x=[system.parameters for system in systems],
        y=accuracy,
        error_y=_whiskers(pd.Series(accuracy), pd.Series(lows), pd.Series(highs)),
        text=["distilled" if system.distilled else "not distilled" for system in systems],
        mode="markers",
        marker={
            "color": FAMILY_COLORS[family],
            "symbol": f"{FAMILY_SYMBOLS[family]}-open",
            "size": MARKER - 3,
        },
        opacity=0.75,
        hovertemplate=(
            f"<b>{FAMILY_NAMES[family]} of the report</b>, %{{text}}<br>"
            f"{split} accuracy %{{y:.1%}}<br>%{{x:,}} parameters<extra></extra>"
        ),
    )


def _whiskers(middle: pd.Series, low: pd.Series, high: pd.Series) -> dict:
    return {
        "type": "data",
        "symmetric": False,
        "array": (high.to_numpy() - middle.to_numpy()),
        "arrayminus": (middle.to_numpy() - low.to_numpy()),
        "thickness": 1,
        "width": 3,
    }
