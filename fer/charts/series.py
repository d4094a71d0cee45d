"""What others measured, as quiet series in a scatter of runs."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from fer.charts.theme import GRAY
from fer.models import FAMILIES
from fer.published import PEERS, REPORT, Published, interval

SIZE = 9
REPORTED = ("public", "private", "validation")
"""Measures that the report states; it gives validation without a number of images."""


def add_report(figure: go.Figure, frame: pd.DataFrame, y: str, *, quiet: bool = False) -> None:
    """Add those of the report's systems whose runs of ours are drawn, each joined to its run.

    Args:
        figure: A `scatter`.
        frame: Its points.
        y: One of `REPORTED`.
        quiet: Whether they are gray, as the colours tell something else than the family.
    """
    ours = dict(zip(frame["run"], frame[y], strict=True))
    for family in FAMILIES:
        systems = [
            system
            for system in REPORT
            if system.family == family and y in system.accuracy and system.run in ours
        ]
        if systems:
            color = GRAY if quiet else FAMILIES[family].color
            figure.add_traces(
                [_joints(systems, ours, y, color, family), _systems(systems, y, color, family)]
            )


def add_peers(figure: go.Figure, y: str) -> None:
    """Add the public networks of other projects that were measured on `y`."""
    peers = [peer for peer in PEERS if y in peer.accuracy]
    if not peers:
        return
    values = [peer.accuracy[y] for peer in peers]
    figure.add_trace(
        go.Scatter(
            name="other projects",
            x=[peer.parameters for peer in peers],
            y=values,
            error_y=whiskers(values, *zip(*map(interval, values), strict=True)),
            text=[f"{peer.name} ({peer.source})" for peer in peers],
            mode="markers",
            marker={"color": GRAY, "symbol": "triangle-up-open", "size": SIZE},
            opacity=0.85,
            hovertemplate="<b>%{text}</b><br>"
            f"{y} accuracy %{{y:.1%}}, its own weights and preprocessing<br>"
            "%{x:,} parameters<extra></extra>",
        )
    )


def _systems(systems: Sequence[Published], y: str, color: str, family: str) -> go.Scatter:
    values = [system.accuracy[y] for system in systems]
    of = FAMILIES[family]
    ends = [(value, value) if y == "validation" else interval(value) for value in values]
    return go.Scatter(
        name=f"{of.label} of the report",
        showlegend=False,
        x=[system.parameters for system in systems],
        y=values,
        error_y=whiskers(values, *zip(*ends, strict=True)),
        text=["distilled" if system.distilled else "not distilled" for system in systems],
        mode="markers",
        marker={
            "color": color,
            "symbol": [f"{of.star if each.distilled else of.symbol}-open" for each in systems],
            "size": [SIZE + 3 * each.distilled for each in systems],
        },
        opacity=0.6,
        hovertemplate=(
            f"<b>{of.label} of the report</b>, %{{text}}<br>"
            f"{y} accuracy %{{y:.1%}}<br>%{{x:,}} parameters<extra></extra>"
        ),
    )


def _joints(
    systems: Sequence[Published], ours: Mapping[str, float], y: str, color: str, family: str
) -> go.Scatter:
    """Thin lines from systems of the report to our runs that speak for them."""
    return go.Scatter(
        name=f"from the report to ours, {family}",
        showlegend=False,
        x=[place for each in systems for place in (each.parameters, each.parameters, None)],
        y=[value for each in systems for value in (each.accuracy[y], ours[each.run], None)],
        mode="lines",
        line={"color": color, "width": 1, "dash": "dot"},
        opacity=0.6,
        hoverinfo="skip",
    )


def whiskers(middle: Sequence[float], low: Sequence[float], high: Sequence[float]) -> dict:
    """Error bars from `low` to `high`."""
    return {
        "type": "data",
        "symmetric": False,
        "array": np.subtract(high, middle),
        "arrayminus": np.subtract(middle, low),
        "thickness": 1,
        "width": 3,
    }
