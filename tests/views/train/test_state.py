import pytest

from fer.models import FAMILIES, PRESETS
from fer.runs.recipe import recipe_of
from fer.views.train.state import BOUNDS, FIELDS, Base, base_of, from_query, to_query, usual


def test_a_form_comes_back_from_its_address() -> None:
    values = usual(Base(None, "cnn")) | {
        "family": "cnn",
        "network": "widths",
        "widths": (0.1, 0.35),
        "epochs": 7,
        "learning_rate": 1e-3,
        "augmentation": False,
        "distil": True,
        "teacher": "my teacher & co",
    }
    query = to_query(values)
    assert set(query) == {
        "family", "network", "widths", "epochs", "learning_rate", "augmentation", "distil",
        "teacher",
    }  # fmt: skip
    assert from_query(query) == values


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_brings_its_own_recipe(preset: str) -> None:
    values = from_query({"network": ["preset"], "preset": [preset]})
    assert values["epochs"] == recipe_of(preset).epochs
    assert values["rotate"] == recipe_of(preset).augmentation.rotate
    assert base_of(values) == Base(preset, PRESETS[preset].family)
    assert to_query(values).keys() <= {"network", "preset"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("epochs", "0"),
        ("epochs", "many"),
        ("width", "nan"),
        ("width", "9"),
        ("learning_rate", "inf"),
        ("family", "resnet"),
        ("augmentation", "2"),
        ("widths", "0.1x"),
        ("teacher", "x" * 300),
        ("unknown", "1"),
    ],
)
def test_what_is_damaged_is_as_usual(name: str, text: str) -> None:
    assert from_query({name: [text]}) == from_query({})


def test_every_number_has_bounds_that_hold_its_usual_value() -> None:
    for family in FAMILIES:
        for name, value in usual(Base(None, family)).items():
            field = FIELDS[name]
            if isinstance(value, int | float) and not isinstance(value, bool):
                assert field.low <= value <= field.high, name
    assert set(BOUNDS) <= set(FIELDS)
