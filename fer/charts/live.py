"""Learning curves of several runs while they train."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from fer.charts.pairs import DASHES, SYMBOLS, Named
from fer.models import FAMILIES

HEIGHT = 300
ROOM = 0.03
"""Accuracy that is left free above and below the lines."""
MOST = len(DASHES)
"""Curves that can be told apart."""


def live_curves(
    histories: Mapping[str, Sequence[Mapping[str, float]]], families: Named, epochs: int
) -> go.Figure:
    """Validation accuracy by epoch, a line a run, on an axis that does not move as they grow.

    Args:
        histories: Rows of each run's `history.csv`, at least one each, of at most `MOST` runs.
        families: Each run's family, whose colour its line takes.
        epochs: Of the longest run, to its end.
    """
    figure = go.Figure()
    for dash, symbol, (name, rows) in zip(DASHES, SYMBOLS, histories.items(), strict=False):
        figure.add_scatter(
            x=[row["epoch"] for row in rows],
            y=[row["val_accuracy"] for row in rows],
            name=name,
            mode="lines+markers",
            line={"color": FAMILIES[families[name]].color, "dash": dash},
            marker={"symbol": symbol, "size": 6},
            hovertemplate="epoch %{x}: %{y:.1%}<extra>%{fullData.name}</extra>",
        )
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        showlegend=True,
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0},
        # A zoom stays while lines grow.
        uirevision="live",
    )
    figure.update_xaxes(title="epoch", range=[0.5, epochs + 0.5], dtick=1 if epochs <= 12 else None)
    shown = [row["val_accuracy"] for rows in histories.values() for row in rows]
    low, high = max(0.0, min(shown) - ROOM), min(1.0, max(shown) + ROOM)
    figure.update_yaxes(title="accuracy on validation", tickformat=".0%", range=[low, high])
    return figure
