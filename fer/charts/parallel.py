"""Runs as lines across their sizes, settings and measure."""

from collections.abc import Collection, Mapping, Sequence
from math import log10

import pandas as pd
import plotly.graph_objects as go

from fer.charts.coloring import SCALE
from fer.charts.theme import GRAY
from fer.charts.ticks import KILO, Ticks, linear_ticks, log_ticks, share_ticks
from fer.comparison.settings import Value, words
from fer.comparison.sizes import SIZES

HEIGHT = 420
CHOSEN = "#C2410C"


def parallel(
    frame: pd.DataFrame,
    sizes: Sequence[str],
    measure: str,
    settings: Mapping[str, Sequence[Value]],
    chosen: Collection[str] = (),
) -> go.Figure:
    """Parallel coordinates, a line a row.

    Args:
        frame: `points`.
        sizes: Those of `SIZES` to give an axis each, logarithmic; ones that are not known are left
            out.
        measure: The last axis, by which the lines are coloured.
        settings: Numeric settings in the order of `frame`, an axis each; rows that lack one stand
            at its foot.
        chosen: Runs to stand out.
    """
    axes = [_log_axis(size, frame[size].tolist()) for size in sizes if frame[size].notna().all()]
    axes += [_axis(words(name), values) for name, values in settings.items()]
    values = frame[measure].tolist()
    low, high = min(values), max(values)
    axes.append(_dimension(measure.replace("_", " "), values, share_ticks(low, high)))
    line = {"color": values, "colorscale": SCALE, "showscale": False}
    if chosen:
        marked = [float(run in chosen) for run in frame["run"]]
        line |= {"color": marked, "colorscale": [[0, GRAY], [1, CHOSEN]], "cmin": 0, "cmax": 1}
    figure = go.Figure(go.Parcoords(dimensions=axes, line=line, labelangle=-25, labelside="top"))
    figure.update_layout(height=HEIGHT, margin={"l": 60, "r": 60, "t": 70, "b": 20})
    return figure


def _log_axis(size: str, values: Sequence[float]) -> dict:
    ticks = log_ticks(min(values), max(values), binary=SIZES[size].divisor == KILO)
    ticks = [(log10(place), text) for place, text in ticks if place > 0]
    return _dimension(SIZES[size].short, [log10(value) for value in values], ticks)


def _axis(label: str, values: Sequence[Value]) -> dict:
    there = [value for value in values if value is not None]
    low, high = min(there), max(there)
    foot = low - (high - low or 1) / 6
    ticks = linear_ticks(low, high)
    if len(there) < len(values):
        ticks = [(foot, "none"), *ticks]
    return _dimension(label, [foot if value is None else value for value in values], ticks)


def _dimension(label: str, values: Sequence[float], ticks: Ticks) -> dict:
    return {
        "label": label,
        "values": values,
        "tickvals": [place for place, _ in ticks],
        "ticktext": [text for _, text in ticks],
    }
