from dataclasses import replace
from typing import Any

import pytest

from fer.comparison import MEASURES, SIZES
from fer.views.compare.state import FIELDS, LIMITED, View, from_query, to_query

OTHERS: dict[str, Any] = {
    "data": "0123456789abcdef",
    "measure": "lost",
    "size": "milliseconds",
    "plot": "parallel",
    "color": "recipe.epochs",
    "families": ("cnn", "teacher"),
    "taught": "distilled",
    "training": ("0a1b2c3d",),
    "own": True,
    "archived": True,
    "find": "63k & more=1",
    "log": False,
    "line": False,
    "trends": True,
    "seeds": True,
    "of_each": True,
    "best": True,
    "guesses": True,
    "report": False,
    "peers": True,
    "files": True,
    "limits": (("bytes", 102400.0), ("milliseconds", 0.15)),
    "chosen": ("cnn-61k", "Größe -😀"),
    "against": "teacher",
    "columns": ("run", "value", "setting.recipe.epochs"),
    "split": "validation",
}


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_goes_into_the_address_and_back(name: str) -> None:
    view = replace(View(), **{name: OTHERS[name]})
    query = to_query(view)
    assert query
    assert from_query(query) == view


def test_all_together_and_the_usual_view() -> None:
    assert from_query(to_query(View(**OTHERS))) == View(**OTHERS)
    assert to_query(View()) == {}
    assert from_query({}) == View()


def test_what_is_damaged_or_unknown_is_as_usual() -> None:
    damaged = {
        "y": ["accuracy"],
        "x": [""],
        "log": ["maybe"],
        "run": ["", "x" * 300],
        "most_bytes": ["nan"],
        "most_macs": ["-1"],
        "most_parameters": ["1e400"],
        "most_training_seconds": ["1"],
        "other": ["1"],
    }
    assert from_query(damaged) == View()


def test_every_size_and_measure_has_an_address() -> None:
    for name in MEASURES:
        assert from_query(to_query(View(measure=name))).measure == name
    for name in SIZES:
        assert from_query(to_query(View(size=name))).size == name
    assert set(LIMITED) == {size.name for size in SIZES.values() if size.limit}
