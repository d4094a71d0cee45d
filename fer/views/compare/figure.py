"""The plot of a view: no widgets."""

from collections.abc import Sequence

import plotly.graph_objects as go

from fer.charts.axes import set_axes
from fer.charts.coloring import Coloring
from fer.charts.exports import add_exports
from fer.charts.guides import add_guesses, add_limit, add_trends, add_winner
from fer.charts.named import add_names
from fer.charts.parallel import parallel
from fer.charts.scatter import scatter
from fer.comparison import MEASURES, SIZES, budget, pareto, settings, trend
from fer.comparison.exports import OF_FILE, exports
from fer.comparison.guesses import guesses
from fer.comparison.kept import kept
from fer.comparison.trend import Crossing, Trend
from fer.views.compare.content import Content
from fer.views.compare.state import FAMILY, PARALLEL, View

HEIGHT = 400
"""Pixels, so that at 1280x800 the first rows of the table stand below."""
FIGURES_KEPT = 8
MOST_AXES = 6
"""Settings that have an axis in parallel coordinates."""

LOOKS = ("measure", "size", "plot", "color", "log", "line", "trends", "guesses", "report", "peers")
LOOKS += ("files", "limits")
"""Fields of a view that its figure is drawn by, besides what it shows."""


@kept(FIGURES_KEPT)
def drawn(
    content: Content, looks: View, chosen: tuple[str, ...], fer2013: bool, ink: str | None
) -> "Clickable":
    """The figure of a view that has no more than `LOOKS`, as it is shown; not to be changed."""
    return Clickable(figure_of(content, looks, chosen, fer2013, ink))


class Clickable(go.Figure):
    """A figure in which a drag draws a lasso and a click marks as well.

    Streamlit lets go of clicks where a figure's drag mode is a lasso. It looks at the layout alone,
    while Plotly takes the template's mode where it does not know the layout's.

    Args:
        figure: What it shows; not to be changed afterwards.
    """

    def __init__(self, figure: go.Figure) -> None:
        # What the figure holds, without the checks that a copy would cost.
        self.__dict__.update(figure.__dict__)
        dictionary = figure.to_dict()
        dictionary["layout"]["dragmode"] = "the template's"
        template = dictionary["layout"].setdefault("template", {})
        template.setdefault("layout", {})["dragmode"] = "lasso"
        self.__dict__["_dictionary"] = dictionary

    def to_dict(self) -> dict:
        """The figure as it is drawn."""
        return self._dictionary


def figure_of(
    content: Content, view: View, chosen: Sequence[str], fer2013: bool, ink: str | None = None
) -> go.Figure:
    """The figure of a view.

    Args:
        content: What it shows.
        view: How it shows it.
        chosen: The runs that stand out.
        fer2013: Whether the data set is the one that others measured.
        ink: The colour of texts, if not the theme's.
    """
    if view.plot == PARALLEL:
        return _parallel(content, view, chosen).update_layout(font={"color": ink})
    points, size, measure = content.points, view.size, view.measure
    limits = dict(view.limits)
    inside = budget.inside(points, limits)
    figure = scatter(
        points,
        size,
        measure,
        report=view.report and fer2013,
        peers=view.peers and fer2013,
        line=view.line,
        log=view.log,
        coloring=coloring_of(content, view.color),
        chosen=chosen,
        faded=list(points.loc[~inside, "run"]),
    )
    figure.update_layout(
        height=HEIGHT, dragmode="lasso", clickmode="event+select", font={"color": ink}
    )
    for update in (figure.update_xaxes, figure.update_yaxes):
        update(tickfont={"color": ink}, title={"font": {"color": ink}})
    if view.trends:
        add_trends(figure, *trends_of(content, view))
    if view.files and size in OF_FILE:
        files = exports([content.runs[name] for name in points["run"]])
        if measure in files:
            add_exports(figure, files, size, measure)
            set_axes(figure, size, measure, view.log)
    if view.guesses:
        add_guesses(figure, guesses(next(iter(content.runs.values())).metrics, measure))
        set_axes(figure, size, measure, view.log)
    named = list(chosen)
    if limits:
        ranked = budget.ranked(points, limits, measure).dropna(subset=[size])
        if size in limits:
            add_limit(figure, limits[size], _end(figure, view.log))
        if len(ranked):
            add_winner(figure, ranked.iloc[0], size, measure)
            named.insert(0, ranked.iloc[0]["run"])
    if view.line:
        named += list(pareto(points, size, measure)["run"])[::-1]
    add_names(figure, points, named, size, measure, ink)
    return figure


def coloring_of(content: Content, color: str) -> Coloring | None:
    """What the colours say; None where that is the family."""
    differing = content.differing
    if color == FAMILY or color not in differing:
        return None
    return Coloring(settings.words(color), tuple(differing[color]))


def trends_of(content: Content, view: View) -> tuple[dict[str, Trend], Crossing | None]:
    """Each family's trend, and where two of them cross."""
    trends = trend.by_family(content.points, view.size, view.measure)
    lower = not MEASURES[view.measure].higher_is_better
    return trends, trend.crossing(trends, lower_is_better=lower)


def trend_words(trends: dict[str, Trend], cross: Crossing | None, size: str) -> str:
    """What the trends are of, and what they say, in sentences."""
    from fer.models import FAMILIES

    words = SIZES[size].words
    text = [
        f"{FAMILIES[family].label} trend: plain networks trained for {fitted.recipe}."
        for family, fitted in trends.items()
    ]
    if cross:
        text.insert(
            0,
            f"The {FAMILIES[cross.leader].label}'s trend leads up to {words(cross.size)} (95% "
            f"interval {words(cross.low)} to {words(cross.high)}; dotted line and band).",
        )
    return " ".join(text) or "No family has three sizes of plain networks trained alike."


def _parallel(content: Content, view: View, chosen: Sequence[str]) -> go.Figure:
    differing = content.differing
    numbers = [name for name in differing if settings.numeric(differing[name].tolist())]
    by_setting = {name: differing[name].tolist() for name in numbers[:MOST_AXES]}
    return parallel(content.points, list(SIZES), view.measure, by_setting, chosen)


def _end(figure: go.Figure, log: bool) -> float:
    """The largest size of the axis."""
    end = figure.layout.xaxis.range[1]
    return 10**end if log else end
