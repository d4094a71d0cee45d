"""Learning curves, confusion matrices and recall of one run."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fer.charts.classes import MANY, across, matrix
from fer.charts.theme import NOTHING, shaded


def curves(history: Sequence[Mapping[str, float]], color: str) -> go.Figure:
    """Accuracy and loss by epoch, on training views and on validation.

    Args:
        history: Rows of `history.csv`.
        color: The family's colour.
    """
    figure = make_subplots(rows=1, cols=2)
    epochs = [row["epoch"] for row in history]
    for column, measure in enumerate(("accuracy", "loss"), start=1):
        for key, name, dash in (
            (f"val_{measure}", "validation", "solid"),
            (measure, "training views", "dot"),
        ):
            figure.add_trace(
                go.Scatter(
                    x=epochs,
                    y=[row[key] for row in history],
                    name=name,
                    legendgroup=name,
                    showlegend=column == 1,
                    mode="lines+markers" if len(history) < 30 else "lines",
                    line={"color": color, "dash": dash},
                    hovertemplate=f"epoch %{{x}}: %{{y:.3f}}<extra>{name}</extra>",
                ),
                row=1,
                col=column,
            )
    figure.update_layout(
        height=320,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        legend={"orientation": "h", "y": -0.3},
    )
    figure.update_xaxes(title="epoch", dtick=1 if len(history) <= 12 else None)
    figure.update_yaxes(title="accuracy", tickformat=".0%", col=1)
    figure.update_yaxes(title="loss", col=2)
    return figure


def confusion(counts: Sequence[Sequence[int]], classes: Sequence[str], color: str) -> go.Figure:
    """Which class is taken for which: shares of each true class, and counts where one points.

    Args:
        counts: Rows are true classes, columns predicted ones.
        classes: Their names.
        color: Colour of a share of 1.
    """
    shares = [[count / max(1, sum(row)) for count in row] for row in counts]
    cells = go.Heatmap(
        z=shares,
        x=classes,
        y=classes,
        text=counts,
        colorscale=[[0, NOTHING], [1, shaded(color)]],
        zmin=0,
        zmax=1,
        showscale=False,
        hovertemplate="%{y} taken for %{x}: %{text} faces (%{z:.0%})<extra></extra>",
    )
    return matrix(cells, [f"{100 * share:.0f}" for row in shares for share in row])


def recall(by_class: Mapping[str, float | None], color: str) -> go.Figure:
    """Share of each class that is recognised."""
    figure = go.Figure(
        go.Bar(
            x=list(by_class),
            y=list(by_class.values()),
            marker_color=color,
            texttemplate="%{y:.0%}" if len(by_class) <= MANY else None,
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{x}: %{y:.1%}<extra></extra>",
        )
    )
    figure.update_layout(height=300, margin={"l": 10, "r": 10, "t": 25, "b": 10})
    figure.update_xaxes(**across(len(by_class)))
    figure.update_yaxes(range=[0, 1], tickformat=".0%", title="recall")
    return figure
