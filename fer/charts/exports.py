"""A run's exported files in a scatter of runs, joined by a line from format to format."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from fer.charts.theme import GRAY
from fer.models import FAMILIES

SYMBOLS = {"float32": "square-open", "float16": "diamond-open", "int8": "x-thin-open"}
SIZE = 8


def add_exports(figure: go.Figure, files: pd.DataFrame, x: str, y: str) -> None:
    """Add the files of each run.

    Args:
        figure: A `scatter`.
        files: `fer.comparison.exports` of the runs that are drawn.
        x: `bytes` or `milliseconds`.
        y: A test split.
    """
    for numbers, symbol in SYMBOLS.items():
        marker = {"symbol": symbol, "size": SIZE, "color": GRAY, "line": {"width": 1}}
        figure.add_trace(
            go.Scatter(name=f"{numbers} file", x=[None], y=[None], mode="markers", marker=marker)
        )
    for run, rows in files.dropna(subset=[x, y]).sort_values([x, y]).groupby("run", sort=False):
        figure.add_trace(
            go.Scatter(
                name=f"files of {run}",
                x=rows[x].to_numpy(float),
                y=rows[y].to_numpy(float),
                text=[
                    f"<b>{run}</b> in {file}<br>{y} accuracy {value:.1%}<br>{size:,} bytes, "
                    f"{milliseconds:.2f} ms where it was measured"
                    for file, value, size, milliseconds in zip(
                        rows["file"], rows[y], rows["bytes"], rows["milliseconds"], strict=True
                    )
                ],
                mode="lines+markers",
                line={"width": 1, "color": FAMILIES[rows["family"].iloc[0]].color},
                marker={"symbol": list(rows["numbers"].map(SYMBOLS)), "size": SIZE},
                customdata=np.array([[run]] * len(rows), object),
                opacity=0.8,
                showlegend=False,
                hovertemplate="%{text}<extra></extra>",
            )
        )
