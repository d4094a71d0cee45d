"""A picture on which boxes can be drawn."""

import numpy as np
import plotly.graph_objects as go

from fer.pictures import fit

WIDTH, HEIGHT = 720, 480


def picture_to_mark(picture: np.ndarray) -> go.Figure:
    """A picture with axes in its own pixels, where a drag draws a box.

    Args:
        picture: Shape (height, width, 3), uint8, RGB.
    """
    height, width = picture.shape[:2]
    shown = fit(picture, WIDTH, HEIGHT)
    # Plotly centres the first pixel on 0; boxes count from its edge.
    image = go.Image(
        z=shown,
        x0=width / shown.shape[1] / 2,
        dx=width / shown.shape[1],
        y0=height / shown.shape[0] / 2,
        dy=height / shown.shape[0],
        hoverinfo="skip",
    )
    # Only a picture with points in it lets boxes be selected.
    corners = go.Scatter(x=[0, width], y=[0, height], mode="markers", opacity=0, hoverinfo="skip")
    figure = go.Figure([image, corners])
    figure.update_layout(
        width=shown.shape[1],
        height=shown.shape[0],
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        dragmode="select",
        showlegend=False,
    )
    figure.update_xaxes(visible=False, range=[0, width], fixedrange=True)
    figure.update_yaxes(visible=False, range=[height, 0], fixedrange=True)
    return figure
