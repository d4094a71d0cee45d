import pandas as pd
import plotly.graph_objects as go
import pytest

from fer.charts.coloring import Coloring
from fer.charts.scatter import scatter
from fer.comparison import points, table
from fer.models import FAMILIES
from fer.published import REPORT

GROUPS = [(family, distilled) for family in FAMILIES for distilled in (False, True)]


@pytest.fixture
def frame(finished_run) -> pd.DataFrame:
    """A plain and a distilled run of each family."""
    one = points(table([finished_run("one")]), "private")
    runs = [f"{family}{'-distilled' * distilled}" for family, distilled in GROUPS]
    families, distilled = zip(*GROUPS, strict=True)
    return pd.concat([one] * len(GROUPS), ignore_index=True).assign(
        run=runs, setting=runs, family=families, distilled=distilled, teacher="master"
    )


def markers(figure: go.Figure) -> dict[str, go.Scatter]:
    """The trace of each run, where each has one of its own."""
    return {trace.customdata[0][0]: trace for trace in figure.data if trace.customdata is not None}


@pytest.mark.parametrize("coloring", [None, Coloring("seed", (None,) * 6)])
def test_shapes_and_hovers_tell_family_and_lesson_whatever_the_colours_say(
    frame: pd.DataFrame, coloring: Coloring | None
) -> None:
    drawn = markers(scatter(frame, "parameters", "private", coloring=coloring))
    symbols = {name: trace.marker.symbol for name, trace in drawn.items()}
    assert len(set(symbols.values())) == len(GROUPS)
    for family, about in FAMILIES.items():
        assert symbols[family] == about.symbol
        assert symbols[f"{family}-distilled"].startswith("star")
        assert drawn[family].hovertext[0].startswith(f"<b>{family}</b>, {about.label}<br>")
        assert f"</b>, {about.label} distilled from" in drawn[f"{family}-distilled"].hovertext[0]


def test_the_legend_tells_each_familys_own_symbol(frame: pd.DataFrame) -> None:
    drawn = scatter(frame, "parameters", "private").data
    legend = {trace.name: trace.marker.symbol for trace in drawn if trace.showlegend is None}
    assert legend == {family.label: family.symbol for family in FAMILIES.values()}


def test_the_reports_systems_have_the_shapes_of_our_runs(frame: pd.DataFrame) -> None:
    ours = pd.concat([frame[:1]] * len(REPORT)).assign(run=[each.run for each in REPORT])
    drawn = scatter(ours, "parameters", "private", report=True).data
    shapes = {
        trace.name: set(zip(trace.text, trace.marker.symbol, strict=True))
        for trace in drawn
        if trace.name and trace.name.endswith("of the report")
    }
    assert shapes["CNN of the report"] == {("not distilled", "square-open")}
    assert shapes["MobileNet of the report"] == {
        ("distilled", "star-open"),
        ("not distilled", "circle-open"),
    }
