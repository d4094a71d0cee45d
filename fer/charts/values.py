"""The numbers that a figure draws, as a table."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import plotly.graph_objects as go


def values(figure: go.Figure) -> pd.DataFrame:
    """A row for each marker, bar or cell.

    Args:
        figure: Of scatters, bars and heatmaps. Traces without hover text (bands, guides, numbers
            in cells) are decoration and left out.

    Returns:
        For scatters and bars the columns `series`, the x axis' title (or `x`), `measure` (the y
        axis' title), `value`, and `low` and `high` where a trace has whiskers. For heatmaps the
        two axes' titles and `value`, and `count` where the cells have one.
    """
    drawn = [trace for trace in figure.data if trace.hoverinfo != "skip"]
    rows = [
        row
        for trace in drawn
        for row in (_cells if trace.type == "heatmap" else _marks)(figure, trace)
    ]
    return pd.DataFrame(rows)


def _title(figure: go.Figure, axis: str, trace: go.Trace) -> str:
    number = (getattr(trace, f"{axis}axis") or axis)[1:]
    return figure.layout[f"{axis}axis{number}"].title.text or axis


def _marks(figure: go.Figure, trace: go.Scatter | go.Bar) -> Iterator[dict]:
    x, y = _title(figure, "x", trace), _title(figure, "y", trace)
    whiskers = trace.error_y
    for place, (size, value) in enumerate(zip(trace.x, trace.y, strict=True)):
        row = {"series": trace.name or "", x: size, "measure": y, "value": value}
        if whiskers.array is not None:
            row["low"] = value - whiskers.arrayminus[place]
            row["high"] = value + whiskers.array[place]
        yield row


def _cells(figure: go.Figure, trace: go.Heatmap) -> Iterator[dict]:
    x, y = _title(figure, "x", trace), _title(figure, "y", trace)
    for (row, column), value in np.ndenumerate(np.array(trace.z, float)):
        cell = {y: trace.y[row], x: trace.x[column], "value": value}
        if trace.text is not None:
            cell["count"] = trace.text[row][column]
        yield cell
