"""Accuracy against size: one marker a setting, with its interval and the spread of its seeds."""

from collections.abc import Collection, Iterator, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from fer.charts.axes import set_axes
from fer.charts.coloring import NONE, SCALE, Coloring, categories_of
from fer.charts.series import REPORTED, add_peers, add_report, whiskers
from fer.charts.theme import GRAY
from fer.comparison.kept import kept
from fer.comparison.measures import MEASURES
from fer.comparison.points import pareto
from fer.models import FAMILIES

MARKER = 13
HEIGHT = 480
FADED, UNCHOSEN = 0.25, 0.25
"""Opacities of what is out of bounds, and of what is not chosen where something is."""
HOVERS_KEPT = 8


def scatter(
    frame: pd.DataFrame,
    x: str,
    y: str,
    *,
    report: bool = False,
    peers: bool = False,
    line: bool = False,
    log: bool = True,
    coloring: Coloring | None = None,
    chosen: Collection[str] = (),
    faded: Collection[str] = (),
) -> go.Figure:
    """A scatter of `fer.comparison.points`.

    Args:
        frame: The points.
        x: A size; one of `SIZES`.
        y: One of `MEASURES`.
        report: Whether to add the report's systems whose runs of ours are among the points; they
            have parameters, and public, private and some validation accuracies.
        peers: Whether to add the networks of other projects.
        line: Whether to draw the Pareto line.
        log: Whether the size's axis is logarithmic.
        coloring: What the colours say, in the order of `frame`; if not given, the family.
        chosen: Runs to stand out; if there are any, the others recede.
        faded: Runs to recede.

    Returns:
        A figure whose points carry the run's name in `customdata[0]`.
    """
    figure = go.Figure()
    if line:
        figure.add_trace(_best(pareto(frame, x, y), x, y))
    if (frame["seeds"] > 1).any():
        figure.add_trace(_spread(frame, x))
    if coloring and coloring.continuous:
        bar = {"title": {"text": coloring.label, "side": "right"}, "thickness": 10}
        figure.update_layout(coloraxis={"colorscale": SCALE, "colorbar": bar})
    figure.add_traces(list(_markers(frame, x, y, coloring, chosen, faded)))
    if x == "parameters":
        if report and y in REPORTED:
            add_report(figure, frame, y, quiet=coloring is not None)
        if peers:
            add_peers(figure, y)
    if coloring and not coloring.continuous:
        figure.update_layout(legend={"title": {"text": f"{coloring.label}:"}})
    figure.update_layout(
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        height=HEIGHT,
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.01, "x": 0},
        hoverlabel={"align": "left"},
    )
    set_axes(figure, x, y, log)
    return figure


def _markers(
    frame: pd.DataFrame,
    x: str,
    y: str,
    coloring: Coloring | None,
    chosen: Collection[str],
    faded: Collection[str],
) -> Iterator[go.Scatter]:
    """A trace for each family, teaching and colour; the legend names each colour once."""
    columns = {name: frame[name].tolist() for name in ("family", "distilled", "run")}
    across, up, low, high = (
        frame[name].to_numpy(float) for name in (x, y, f"{y}_low", f"{y}_high")
    )
    hovers = hover(frame, y)
    everywhere = range(len(frame))
    legend: dict[str, str] = {}
    if coloring is None:
        names = [FAMILIES[family].label for family in columns["family"]]
        legend = {family.label: family.color for family in FAMILIES.values()}
    elif coloring.continuous:
        names = ["" if coloring.given[place] is not None else NONE for place in everywhere]
        legend = {"": "", NONE: GRAY}
    else:
        names, legend = categories_of(coloring, everywhere), coloring.categories()
    groups: dict[tuple[str, str, bool], list[int]] = {}
    for place in everywhere:
        group = names[place], columns["family"][place], columns["distilled"][place]
        groups.setdefault(group, []).append(place)
    chosen, faded = set(chosen), set(faded)
    for name, color in legend.items():
        if name and any(group[0] == name for group in groups):
            family = next(group[1] for group in groups if group[0] == name)
            # Of another colouring the legend tells no shape.
            yield _entry(name, color, "circle" if coloring else FAMILIES[family].symbol)
        for family in FAMILIES:
            for distilled in (False, True):
                places = groups.get((name, family, distilled))
                if not places:
                    continue
                runs = [columns["run"][place] for place in places]
                given = color or np.array([coloring.given[place] for place in places])
                marker = {"color": given, "size": MARKER + 4 * distilled}
                of = FAMILIES[family]
                marker["symbol"] = of.star if distilled else of.symbol
                if not color:
                    marker["coloraxis"] = "coloraxis"
                if faded:
                    marker["opacity"] = [FADED if run in faded else 1.0 for run in runs]
                yield go.Scatter(
                    name=name,
                    legendgroup=name,
                    showlegend=False,
                    x=across[places],
                    y=up[places],
                    error_y=whiskers(up[places], low[places], high[places]),
                    customdata=np.array(runs, object)[:, np.newaxis],
                    hovertext=hovers[places],
                    mode="markers",
                    marker=marker,
                    hovertemplate="%{hovertext}<extra></extra>",
                    selectedpoints=_at(runs, chosen) if chosen else None,
                    selected={"marker": {"opacity": 1}} if chosen else None,
                    unselected={"marker": {"opacity": UNCHOSEN}} if chosen else None,
                )


def _entry(name: str, color: str, symbol: str) -> go.Scatter:
    """An entry of the legend, which does not recede as markers do; it draws none itself."""
    return go.Scatter(
        name=name,
        legendgroup=name,
        x=[None],
        y=[None],
        mode="markers",
        marker={"color": color, "size": MARKER, "symbol": symbol},
        hoverinfo="skip",
    )


def _at(runs: Sequence[str], chosen: Collection[str]) -> list[int]:
    return [place for place, run in enumerate(runs) if run in chosen]


@kept(HOVERS_KEPT)
def hover(frame: pd.DataFrame, y: str) -> np.ndarray:
    """What is said of each of some points when it is pointed at: texts (n,)."""
    label = MEASURES[y].label
    names = ("run", "family", "teacher", "distilled", y, f"{y}_low", f"{y}_high", "seeds")
    names += ("lowest", "highest", "parameters", "macs", "recipe")
    said = [
        f"<b>{run}</b>, {FAMILIES[family].label}"
        f"{f' distilled from {teacher}' if distilled else ''}<br>"
        f"{label}: {value:.1%} (95% interval {low:.1%} to {high:.1%})"
        + (f"<br>mean of {seeds} seeds, {lowest:.1%} to {highest:.1%}" if seeds > 1 else "")
        + f"<br>{parameters:,} parameters, {macs:,} MACs<br>{recipe}"
        for (
            run, family, teacher, distilled, value, low, high, seeds, lowest, highest, parameters,
            macs, recipe,
        ) in zip(*(frame[name].tolist() for name in names), strict=True)
    ]  # fmt: skip
    return np.array(said, object)


def _best(rows: pd.DataFrame, x: str, y: str) -> go.Scatter:
    return go.Scatter(
        name="best for its size",
        showlegend=False,
        x=rows[x].to_numpy(float),
        y=rows[y].to_numpy(float),
        mode="lines",
        line={"color": GRAY, "width": 1, "shape": "hv"},
        hoverinfo="skip",
    )


def _spread(frame: pd.DataFrame, x: str) -> go.Scatter:
    """A thick bar from the lowest to the highest seed, behind the whisker of the interval."""
    rows = frame[frame["seeds"] > 1]
    size, gap = rows[x].to_numpy(float), np.full(len(rows), np.nan)
    across = np.stack([size, size, gap], axis=1).ravel()
    up = np.stack([rows["lowest"].to_numpy(float), rows["highest"].to_numpy(float), gap], axis=1)
    return go.Scatter(
        name="spread of seeds",
        showlegend=False,
        x=across,
        y=up.ravel(),
        mode="lines",
        line={"color": GRAY, "width": 7},
        opacity=0.45,
        hoverinfo="skip",
    )
