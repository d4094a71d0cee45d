"""What figures of classes share, whatever these are called and however many there are."""

from collections.abc import Sequence

import plotly.graph_objects as go

AXIS = {"type": "category", "dtick": 1}
"""An axis that names every class. Without its type, Plotly takes names such as `1` or `10-12` for
numbers or dates."""
MANY = 20
"""Classes above which a number has no room in or on its mark."""
SMALL = 9
"""Size of so many names side by side."""
ROW, BELOW = 16, 100
"""Pixels of a row of a matrix, and of what stands below the last one."""


def across(classes: int) -> dict:
    """A horizontal axis of so many classes."""
    return AXIS | ({"tickfont": {"size": SMALL}} if classes > MANY else {})


def matrix(cells: go.Heatmap, numbers: Sequence[str]) -> go.Figure:
    """True classes by predicted ones.

    Args:
        cells: Its `x` and `y` are the classes' names.
        numbers: What to write into the cells, row by row, where there is room.
    """
    figure, classes = go.Figure(cells), cells.x
    if len(classes) <= MANY:
        # As texts of their own, the numbers take the page's ink, light or dark.
        figure.add_scatter(
            x=[label for _ in classes for label in classes],
            y=[label for label in classes for _ in classes],
            text=numbers,
            mode="text",
            hoverinfo="skip",
            showlegend=False,
        )
    figure.update_layout(
        height=BELOW + ROW * max(MANY, len(classes)), margin={"l": 10, "r": 10, "t": 10, "b": 10}
    )
    figure.update_xaxes(title="predicted", showgrid=False, **across(len(classes)))
    figure.update_yaxes(title="true", autorange="reversed", showgrid=False, **AXIS)
    return figure
