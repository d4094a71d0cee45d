"""What one run says of one face: a bar a class."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from fer.charts.classes import AXIS
from fer.models import FAMILIES

BAR_HEIGHT = 24
"""Pixels; FER2013's seven classes take 170."""
PALE = 0.4
"""Opacity of the bars of the classes that are not the likeliest."""


def probability_bars(probabilities: np.ndarray, family: str, classes: Sequence[str]) -> go.Figure:
    """Horizontal bars in the order of the classes, on an axis from 0 to 1.

    Every chart has the same order and axis, so that charts side by side can be compared.

    Args:
        probabilities: Shape (classes,).
        family: The run's family, whose colour the bars take; the likeliest class is the strong one.
        classes: Names of the classes.
    """
    top = int(probabilities.argmax())
    figure = go.Figure(
        go.Bar(
            x=probabilities,
            y=classes,
            orientation="h",
            marker={
                "color": FAMILIES[family].color,
                "opacity": [1.0 if place == top else PALE for place in range(len(classes))],
            },
            text=[f"{probability:.0%}" for probability in probabilities],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:.1%}<extra></extra>",
        )
    )
    # The right margin holds the text of a bar that reaches 1. Fixed axes let a finger scroll past.
    figure.update_layout(
        height=2 + BAR_HEIGHT * len(classes),
        margin={"l": 0, "r": 40, "t": 0, "b": 0},
        dragmode=False,
    )
    figure.update_xaxes(range=[0, 1], dtick=0.5, showticklabels=False, fixedrange=True)
    figure.update_yaxes(autorange="reversed", fixedrange=True, **AXIS)
    return figure


def probability_words(probabilities: np.ndarray, classes: Sequence[str]) -> str:
    """The same as a sentence, likeliest class first, for those who cannot see the chart."""
    order = np.argsort(-probabilities, kind="stable")
    return ", ".join(f"{classes[place]} {probabilities[place]:.0%}" for place in order)
