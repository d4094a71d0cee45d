import numpy as np
import pytest

from fer.charts import pairs, training
from fer.charts.data import count_bars
from fer.charts.scatter import scatter
from fer.charts.values import values
from fer.comparison import points, table
from fer.schema import FER2013

HISTORY = [
    {"epoch": 1, "accuracy": 0.3, "val_accuracy": 0.4, "loss": 1.8, "val_loss": 1.7},
    {"epoch": 2, "accuracy": 0.5, "val_accuracy": 0.6, "loss": 1.4, "val_loss": 1.3},
]


def test_curves_are_told_apart_by_series_and_measure() -> None:
    rows = values(training.curves(HISTORY, "#000000"))
    assert list(rows.columns) == ["series", "epoch", "measure", "value"]
    found = rows.set_index(["series", "measure", "epoch"])["value"]
    assert found["validation", "accuracy", 2] == 0.6
    assert found["training views", "loss", 1] == 1.8
    assert len(rows) == 8


def test_a_heatmap_is_a_row_a_cell() -> None:
    matrix = np.arange(49).reshape(7, 7).tolist()
    rows = values(training.confusion(matrix, FER2013.classes, "#000000"))
    assert list(rows.columns) == ["true", "predicted", "value", "count"]
    cell = rows.set_index(["true", "predicted"]).loc[FER2013.classes[1], FER2013.classes[0]]
    assert cell["count"] == 7
    assert cell["value"] == pytest.approx(7 / sum(range(7, 14)))
    assert len(values(pairs.confusion_difference(matrix, matrix, FER2013.classes))) == 49


def test_guides_are_left_out_and_whiskers_are_kept(finished_run) -> None:
    bins = {"small": [{"confidence": 0.5, "accuracy": 0.6, "n": 3}]}
    drawn = values(pairs.reliability_diagram(bins, {"small": "cnn"}))
    assert list(drawn["series"]) == ["small"]

    frame = points(table([finished_run("small")]), "private")
    row = values(scatter(frame, "parameters", "private", line=True)).iloc[0]
    assert row["low"] == pytest.approx(frame["private_low"].iloc[0])
    assert row["high"] == pytest.approx(frame["private_high"].iloc[0])


def test_bars_are_counted_by_part_and_class() -> None:
    counts = {part: dict.fromkeys(FER2013.classes, 2) for part in ("training", "public", "private")}
    rows = values(count_bars(counts))
    assert len(rows) == 21
    assert set(rows["measure"]) == {"Images"}
