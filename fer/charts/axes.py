"""The axes of a scatter of runs: what they span, and their ticks."""

from collections.abc import Callable

import numpy as np
import plotly.graph_objects as go

from fer.charts.ticks import KILO, linear_ticks, log_ticks, share_ticks
from fer.comparison.measures import MEASURES
from fer.comparison.sizes import SIZES

ROOM = 0.05
"""Share of an axis that is left free at either end."""

Span = tuple[float, float]


def set_axes(figure: go.Figure, x: str, y: str, log: bool) -> None:
    """Give a figure of runs its axes, around all that it draws.

    Args:
        figure: Its scatter traces have `x` and `y`, and maybe whiskers.
        x: One of `SIZES`.
        y: One of `MEASURES`.
        log: Whether the size's axis is logarithmic.
    """
    across, up = map(np.concatenate, zip(*map(_extent, figure.data), strict=True))
    binary = SIZES[x].divisor == KILO
    low, high = _span(np.log10(across[across > 0]) if log else across)
    ticks = log_ticks(10**low, 10**high, binary=binary) if log else None
    _set(
        figure.update_xaxes,
        (low, high),
        linear_ticks(low, high, binary=binary) if ticks is None else ticks,
        title=f"{SIZES[x].label}{' (log scale)' * log}",
        type="log" if log else "linear",
        showgrid=True,
        zeroline=False,
    )
    low, high = _span(up)
    label = MEASURES[y].label
    _set(figure.update_yaxes, (low, high), share_ticks(low, high), title=label, zeroline=False)


def _extent(trace: go.Scatter) -> tuple[np.ndarray, np.ndarray]:
    """The sizes that a trace draws, and the figures with the ends of their whiskers."""
    across, up = np.array(trace.x, float), np.array(trace.y, float)
    whiskers = trace.error_y
    array, below = whiskers.array, whiskers.arrayminus
    if array is None:
        return across, up
    return across, np.concatenate([up + np.array(array, float), up - np.array(below, float)])


def _span(values: np.ndarray) -> Span:
    """What an axis spans; of a single value, some room around it."""
    values = values[np.isfinite(values)]
    if not len(values):
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    room = ROOM * (high - low) or ROOM * abs(high) or ROOM
    return low - room, high + room


def _set(update: Callable, span: Span, ticks: list[tuple[float, str]], **more: object) -> None:
    update(
        range=span,
        tickmode="array",
        tickvals=[place for place, _ in ticks],
        ticktext=[text for _, text in ticks],
        **more,
    )
