import numpy as np
import plotly.graph_objects as go
import pytest

from fer.charts.classes import MANY
from fer.charts.data import count_bars
from fer.charts.pairs import class_recall, confusion_difference
from fer.charts.probabilities import probability_bars
from fer.charts.training import confusion, recall
from fer.charts.values import values

NUMBERS, DATES = ("none", "1", "2", "10"), ("10-12", "13-15", "16-18")
FIFTY = tuple(map(str, range(50)))


def matrices(classes: tuple[str, ...]) -> list[go.Figure]:
    counts = np.eye(len(classes), dtype=int).tolist()
    return [
        confusion(counts, classes, "#000000"),
        confusion_difference(counts, counts[::-1], classes),
    ]


def bars(classes: tuple[str, ...]) -> list[go.Figure]:
    shares = dict.fromkeys(classes, 0.5)
    return [
        recall(shares, "#000000"),
        class_recall({"one": shares, "other": shares}, {"one": "cnn", "other": "teacher"}),
        count_bars({"training": {**dict.fromkeys(classes, 2), "total": 2 * len(classes)}}),
    ]


@pytest.mark.parametrize("classes", [NUMBERS, DATES, FIFTY])
def test_an_axis_names_every_class_whatever_it_is_called(classes: tuple[str, ...]) -> None:
    shares = np.full(len(classes), 1 / len(classes))
    across = [figure.layout.xaxis for figure in (*matrices(classes), *bars(classes))]
    up = [figure.layout.yaxis for figure in matrices(classes)]
    for axis in (*across, *up, probability_bars(shares, "cnn", classes).layout.yaxis):
        assert (axis.type, axis.dtick) == ("category", 1)


def test_a_matrix_of_many_classes_has_room_for_their_names_and_no_numbers() -> None:
    for few, many in zip(matrices(FIFTY[:MANY]), matrices(FIFTY), strict=True):
        assert [trace.type for trace in few.data] == ["heatmap", "scatter"]
        assert few.layout.height == 420
        assert [trace.type for trace in many.data] == ["heatmap"]
        assert many.layout.height >= 16 * len(FIFTY)
        assert len(values(many)) == len(FIFTY) ** 2


def test_bars_of_many_classes_have_small_names_and_no_numbers() -> None:
    for few, many in zip(bars(FIFTY[:MANY]), bars(FIFTY), strict=True):
        assert few.layout.xaxis.tickfont.size is None
        assert many.layout.xaxis.tickfont.size < 12
    assert recall(dict.fromkeys(FIFTY[:MANY], 0.5), "#000000").data[0].texttemplate
    assert not recall(dict.fromkeys(FIFTY, 0.5), "#000000").data[0].texttemplate
