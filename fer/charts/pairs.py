"""Figures that put a few runs beside each other."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from fer.charts.classes import across, matrix
from fer.charts.theme import GRAY, NOTHING, shaded
from fer.models import FAMILIES

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS = ("circle", "square", "diamond", "cross", "x", "triangle-up")
PATTERNS = ("", "/", "x", ".", "-", "+")
MORE, LESS = "#2A9187", "#C25B7C"
"""None is a family's colour."""

Named = Mapping[str, str]
"""The family of each run, by the run's name, in the order in which they stand."""


def learning_curves(
    histories: Mapping[str, Sequence[Mapping[str, float]]], families: Named, *, seconds: bool
) -> go.Figure:
    """Validation accuracy of several runs.

    Args:
        histories: Rows of each run's `history.csv`.
        families: Each run's family, whose colour its line takes.
        seconds: Whether the axis is the time trained instead of the epoch.
    """
    figure = go.Figure()
    for dash, (name, rows) in zip(DASHES, histories.items(), strict=False):
        epochs = [row["epoch"] for row in rows]
        elapsed = np.cumsum([row["seconds"] for row in rows])
        figure.add_scatter(
            x=elapsed if seconds else epochs,
            y=[row["val_accuracy"] for row in rows],
            name=name,
            mode="lines",
            line={"color": FAMILIES[families[name]].color, "dash": dash},
        )
    _plain(figure, 340)
    figure.update_xaxes(title="seconds of training" if seconds else "epoch")
    figure.update_yaxes(title="accuracy on validation", tickformat=".0%")
    return figure


def class_recall(recalls: Mapping[str, Mapping[str, float | None]], families: Named) -> go.Figure:
    """Share of each class that every run recognises, bars side by side."""
    figure = go.Figure()
    for pattern, (name, recall) in zip(PATTERNS, recalls.items(), strict=False):
        figure.add_bar(
            name=name,
            x=list(recall),
            y=list(recall.values()),
            marker={"color": FAMILIES[families[name]].color, "pattern": {"shape": pattern}},
            hovertemplate="%{x}: %{y:.1%}<extra>" + name + "</extra>",
        )
    _plain(figure, 340)
    figure.update_layout(barmode="group")
    figure.update_xaxes(**across(len(next(iter(recalls.values())))))
    figure.update_yaxes(title="recall", tickformat=".0%", range=[0, 1])
    return figure


def reliability_diagram(
    bins: Mapping[str, Sequence[Mapping[str, float]]], families: Named
) -> go.Figure:
    """Accuracy against confidence; on the diagonal a model is as often right as it is sure."""
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": GRAY, "width": 1, "dash": "dot"},
        name="as sure as right",
        hoverinfo="skip",
    )
    for dash, symbol, (name, rows) in zip(DASHES, SYMBOLS, bins.items(), strict=False):
        figure.add_scatter(
            x=[row["confidence"] for row in rows],
            y=[row["accuracy"] for row in rows],
            customdata=[row["n"] for row in rows],
            name=name,
            mode="lines+markers",
            line={"color": FAMILIES[families[name]].color, "dash": dash},
            marker={"symbol": symbol},
            hovertemplate="%{x:.0%} sure, %{y:.0%} right (%{customdata:,} images)"
            f"<extra>{name}</extra>",
        )
    _plain(figure, 340)
    figure.update_xaxes(title="confidence", tickformat=".0%", range=[0, 1])
    figure.update_yaxes(title="right", tickformat=".0%", range=[0, 1])
    return figure


def confusion_difference(
    first: Sequence[Sequence[int]], second: Sequence[Sequence[int]], classes: Sequence[str]
) -> go.Figure:
    """Where the first run's confusion matrix has more of a true class than the second's.

    Args:
        first: Counts, rows the true classes.
        second: The same of the other run on the same images.
        classes: Their names.
    """
    totals = np.maximum(1, np.sum(first, axis=1, keepdims=True))
    change = (np.array(first) - np.array(second)) / totals
    bound = max(0.01, float(np.abs(change).max()))
    cells = go.Heatmap(
        z=change,
        x=classes,
        y=classes,
        zmin=-bound,
        zmax=bound,
        colorscale=[[0, shaded(LESS)], [0.5, NOTHING], [1, shaded(MORE)]],
        showscale=False,
        hovertemplate="%{y} taken for %{x}: %{z:+.1%}<extra></extra>",
    )
    points = [round(100 * value) for value in change.ravel()]
    return matrix(cells, [f"{each:+d}" if each else "0" for each in points])


def _plain(figure: go.Figure, height: int) -> None:
    figure.update_layout(
        height=height,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0},
    )
