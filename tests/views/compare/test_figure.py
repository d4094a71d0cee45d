from itertools import combinations

import numpy as np
import pytest

from fer.charts.guides import WINNER
from fer.charts.scatter import FADED
from fer.comparison import SIZES, budget, pairs, trend
from fer.files import write_json
from fer.models import Architecture, widest
from fer.published import PEERS
from fer.runs.exports import EXPORTS
from fer.views.compare.budget import answer, expectation
from fer.views.compare.content import content
from fer.views.compare.figure import coloring_of, figure_of, trend_words, trends_of
from fer.views.compare.rail import steps
from fer.views.compare.state import View

WIDTHS = (2, 4, 6, 8)


@pytest.fixture
def runs(finished_run):
    found = [
        finished_run(
            f"cnn-{width}", architecture=Architecture("cnn", (width,) * 5, stages=(1,) * 5)
        )
        for width in WIDTHS
    ]
    return [*found, finished_run("again", seed=1, epochs=3), finished_run("more", epochs=4)]


def drawn(runs, chosen=(), **fields):
    view = View(**fields)
    shown = content(runs, {}, view, {run.name: 0.5 for run in runs})
    return figure_of(shown, view, list(chosen), fer2013=True)


def markers(figure):
    traces = [trace for trace in figure.data if trace.customdata is not None]
    return {row[0]: trace for trace in traces for row in trace.customdata}


def test_axes_hold_all_that_is_drawn_and_ticks_never_repeat(runs) -> None:
    for size in SIZES:
        for log in (True, False):
            figure = drawn(runs, size=size, log=log, guesses=True)
            for axis in (figure.layout.xaxis, figure.layout.yaxis):
                assert len(set(axis.ticktext)) == len(axis.ticktext)
            low, high = figure.layout.xaxis.range
            for trace in markers(figure).values():
                places = np.log10(trace.x) if log else trace.x
                assert all((low <= places) & (places <= high))


def test_the_chosen_stand_out_and_have_names(runs) -> None:
    figure = drawn(runs, ["cnn-4"], line=False)
    for run, trace in markers(figure).items():
        selected = [trace.customdata[place][0] for place in trace.selectedpoints]
        assert selected == (["cnn-4"] if run in (row[0] for row in trace.customdata) else [])
    (names,) = [trace for trace in figure.data if trace.name == "names"]
    assert list(names.text) == ["cnn-4"]


def test_names_never_lie_on_each_other(runs) -> None:
    figure = drawn(runs, [run.name for run in runs])
    (names,) = [trace for trace in figure.data if trace.name == "names"]
    assert len(set(names.text)) == len(names.text) > 1
    places = zip(names.x, names.y, names.textposition, strict=True)
    assert all(one != other for one, other in combinations(places, 2))


def test_limits_fade_what_is_beyond_and_ring_the_winner(runs) -> None:
    limit = float(runs[1].config.architecture.parameters)
    figure = drawn(runs, limits=(("parameters", limit),))
    traces = markers(figure)
    for run in runs[:4]:
        trace = traces[run.name]
        place = [row[0] for row in trace.customdata].index(run.name)
        beyond = run.config.architecture.parameters > limit
        assert trace.marker.opacity[place] == (FADED if beyond else 1)
    (ring,) = [trace for trace in figure.data if trace.marker.color == WINNER]
    assert ring.x[0] <= limit
    assert len(figure.layout.shapes) == 2
    assert len(drawn(runs, limits=(("macs", 1e9),)).layout.shapes) == 0


def test_the_winner_is_told_with_its_interval_and_time(runs) -> None:
    view = View(limits=(("bytes", 1e9), ("milliseconds", 1.0)))
    shown = content(runs, {}, view, {run.name: 0.5 for run in runs})
    text = answer(shown, view)
    best = budget.ranked(shown.points, dict(view.limits), "private").iloc[0]
    assert f"**{best['run']}**, {best['private']:.1%} (95% interval" in text
    assert "0.5 ms a face" in text
    none = View(limits=(("parameters", 1.0),))
    assert answer(shown, none) == "No run keeps to 1 parameters."


def test_the_next_best_is_told_apart_on_the_images_that_they_are_ranked_by(runs) -> None:
    for measure, splits in {
        "private": ("private",),
        "validation": ("validation",),
        "pooled": ("public", "private"),
    }.items():
        view = View(measure=measure, limits=(("bytes", 1e9),))
        shown = content(runs, {}, view, {})
        first = budget.ranked(shown.points, dict(view.limits), measure)["run"][:2]
        pairing = pairs.pair(*(pairs.answers(shown.runs[name], splits) for name in first))
        ahead = pairing.only_first >= pairing.only_second
        assert (f"told apart from it ({pairing.p_words})." in answer(shown, view)) == ahead
    # McNemar's test is about right answers: it says nothing of a mean over classes.
    view = View(measure="balanced", limits=(("bytes", 1e9),))
    shown = content(runs, {}, view, {})
    second = budget.ranked(shown.points, dict(view.limits), "balanced").iloc[1]
    assert answer(shown, view).endswith(f"Next is **{second['run']}**, {second['balanced']:.1%}.")


def test_the_widest_network_within_limits_is_looked_for_once(runs, monkeypatch) -> None:
    asked = []

    def counted(family, keeps):
        asked.append(family)
        return widest(family, keeps)

    monkeypatch.setattr("fer.views.compare.budget.widest", counted)
    points = content(runs, {}, View(), {}).points
    trends = trend.by_family(points, "parameters", "private")

    def told(limit: float) -> str:
        return expectation("cnn", points, trends, {"parameters": limit, "macs": 1e9}, "private")

    width = widest("cnn", lambda network: network.parameters <= 12_345)
    assert f"The widest of this family within these limits has width {width:g}" in told(12_345.0)
    assert told(12_345.0) == told(12_345.0)
    assert asked == ["cnn"]
    assert told(23_456.0) != told(12_345.0)
    assert asked == ["cnn", "cnn"]


def test_colours_tell_a_setting(runs) -> None:
    view = View(color="channels")
    shown = content(runs, {}, view, {})
    traces = figure_of(shown, view, [], fer2013=False).data
    legend = [trace.name for trace in traces if trace.showlegend is None]
    assert "2, 2, 2, 2, 2" in legend
    assert coloring_of(shown, "recipe.epochs").continuous
    figure = drawn(runs, color="recipe.epochs")
    assert figure.layout.coloraxis.colorbar.title.text == "epochs"
    assert coloring_of(shown, "nothing") is None


def test_other_projects_are_quiet_until_they_are_asked_for(runs) -> None:
    names = {trace.name for trace in drawn(runs, peers=True).data}
    assert "other projects" in names
    assert "other projects" not in {trace.name for trace in drawn(runs).data}
    peers = [trace for trace in drawn(runs, peers=True).data if trace.name == "other projects"]
    assert list(peers[0].x) == [peer.parameters for peer in PEERS]


def test_parallel_coordinates_have_an_axis_a_size_and_setting(runs) -> None:
    figure = drawn(runs, ["cnn-2"], plot="parallel")
    labels = [each.label for each in figure.data[0].dimensions]
    assert labels == [*(size.short for size in SIZES.values()), "seed", "epochs", "private"]
    for axis in figure.data[0].dimensions:
        assert len(set(axis.ticktext)) == len(axis.ticktext)


def test_trends_say_of_what_they_are(runs) -> None:
    view = View(trends=True)
    shown = content(runs, {}, view, {})
    assert "trained for 2 epochs" in trend_words(*trends_of(shown, view), "parameters")
    assert "No family" in trend_words({}, None, "parameters")


def test_steps_of_a_limit_are_round_and_within() -> None:
    assert steps(8_000, 20_000) == [10_000, 15_000]
    assert 100 * 1024 in steps(20_000, 9_000_000, 1024)
    assert steps(5, 5) == [5]
    assert steps(0.21, 0.9)[:2] == [0.3, 0.5]


def test_the_exported_files_of_a_run_are_joined(runs) -> None:
    assert "files" not in str([trace.name for trace in drawn(runs, size="bytes", files=True).data])
    figures = {"n": 35, "accuracy": 0.9, "ci95": [0.8, 1.0]}
    file = {"bytes": 50, "splits": {"private": figures}, "milliseconds": 1.0, "format": "onnx"}
    kept = [
        {**file, "quantize": None, "largest_difference": 0.0, "flash": None},
        {**file, "quantize": "int8", "largest_difference": 0.0, "flash": None},
    ]
    hashed = runs[0].weights_hash()
    write_json(runs[0].folder / EXPORTS, {"weights": hashed, "files": kept})
    figure = drawn(runs, size="bytes", files=True)
    (trace,) = [trace for trace in figure.data if trace.name == f"files of {runs[0].name}"]
    assert list(trace.marker.symbol) == ["square-open", "x-thin-open"]
    low, high = figure.layout.xaxis.range
    assert 10**low < 50 < 10**high
