"""What the Train page's form holds, and its form in the page's address. No widgets."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, NamedTuple, get_args

from fer.models import FAMILIES, MAXIMUM_WIDTH, MINIMUM_WIDTH, PRESETS
from fer.models.architecture import NormPosition
from fer.runs import Augmentation, Distillation, Recipe
from fer.runs.options import OPTIONS
from fer.runs.ranges import MOST_SEED
from fer.runs.recipe import recipe_of

WIDTH, WIDTHS, PRESET = "width", "widths", "preset"
HOW = {WIDTH: "One width", WIDTHS: "Several widths", PRESET: "Preset"}
EPOCHS = 10
"""Of a network that is no preset, for a first look within minutes."""
LONGEST, MOST_WIDTHS = 200, 40
"""Characters of a text from an address, and how many widths it can hold."""

Query = dict[str, list[str]]
Values = dict[str, Any]
"""What each field holds, by its name."""


@dataclass(frozen=True)
class Field:
    """Something that can be chosen.

    Attributes:
        default: What it is unless somebody chooses; its type is the field's.
        choices: The texts that it can be, if they are known.
        low: The least number that it can be.
        high: The largest.
    """

    default: Any
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


BOUNDS = {
    "epochs": (1, 1000),
    "batch_size": (1, 4096),
    "learning_rate": (1e-7, 10.0),
    "weight_decay": (0.0, 1.0),
    "label_smoothing": (0.0, 0.9),
    "mixup": (0.0, 10.0),
    "weight_average": (0.0, 0.99999),
    "shift": (0.0, 0.5),
    "rotate": (0.0, 180.0),
    "zoom": (0.0, 0.9),
    "contrast": (0.0, 3.0),
    "erase": (0.0, 1.0),
    "temperature": (1.0, 10.0),
    "alpha": (0.0, 1.0),
    "views": (0, 1000),
}
"""Of the numbers among `OPTIONS`, by name."""


def _of_options() -> dict[str, Field]:
    found = {}
    for option in OPTIONS:
        if option.part in (Recipe, Augmentation, Distillation) and option.default is not None:
            bounds = BOUNDS.get(option.dest, (None, None))
            found[option.dest] = Field(option.default, option.choices, *bounds)
    del found["more_teachers"]
    return found


FIELDS = {
    "data": Field(""),
    "network": Field(WIDTH, tuple(HOW)),
    "preset": Field("mobilenet-63k", tuple(PRESETS)),
    "family": Field("mobilenet", tuple(FAMILIES)),
    "width": Field(0.2, low=MINIMUM_WIDTH, high=MAXIMUM_WIDTH),
    "widths": Field((0.1, 0.25, 0.5), low=MINIMUM_WIDTH, high=MAXIMUM_WIDTH),
    "distil": Field(False),
    "teacher": Field(""),
    "seed": Field(0, low=0, high=MOST_SEED),
    "augmentation": Field(True),
    "dropout": Field(0.0, low=0.0, high=0.9),
    "norm": Field("before", get_args(NormPosition)),
    **_of_options(),
}
"""By name, which is also its part of the address."""
OF_RECIPE = [option.dest for option in OPTIONS if option.part in (Recipe, Augmentation)] + [
    "dropout"
]
"""Fields that a preset brings its own values of."""


class Base(NamedTuple):
    """What decides the usual values: the preset, if there is one, and the family."""

    preset: str | None
    family: str


def base_of(values: Mapping[str, Any]) -> Base:
    """What decides the usual values of a form that holds these."""
    if values["network"] == PRESET:
        return Base(values["preset"], PRESETS[values["preset"]].family)
    return Base(None, values["family"])


def usual(base: Base) -> Values:
    """What every field is unless somebody chooses."""
    recipe = recipe_of(base.preset)
    values = {name: field.default for name, field in FIELDS.items()}
    for option in OPTIONS:
        if option.part in (Recipe, Augmentation):
            part = recipe if option.part is Recipe else recipe.augmentation
            values[option.dest] = getattr(part, option.field)
    if base.preset is None:
        values["epochs"] = EPOCHS
    return values | {"dropout": FAMILIES[base.family].dropout}


def to_query(values: Mapping[str, Any]) -> Query:
    """The address of what is chosen: all that is not as usual."""
    before = usual(base_of(values))
    return {name: _texts(value) for name, value in values.items() if value != before[name]}


def _texts(value: Any) -> list[str]:
    if isinstance(value, bool):
        return [str(int(value))]
    if isinstance(value, tuple):
        return [f"{each:g}" for each in value]
    return [f"{value:.12g}" if isinstance(value, float) else str(value)]


def from_query(query: Mapping[str, list[str]]) -> Values:
    """What an address chooses; what is unknown or damaged is as usual."""
    found = {
        name: value
        for name, field in FIELDS.items()
        if (value := _value(field, query.get(name, []))) is not None
    }
    first = {name: field.default for name, field in FIELDS.items()} | found
    return usual(base_of(first)) | found


def _value(field: Field, texts: list[str]) -> Any:
    texts = [text for text in texts[:MOST_WIDTHS] if 0 < len(text) <= LONGEST]
    if not texts:
        return None
    if isinstance(field.default, bool):
        return texts[0] == "1" if texts[0] in ("0", "1") else None
    if isinstance(field.default, tuple):
        numbers = [number for text in texts if (number := _number(field, text)) is not None]
        return tuple(dict.fromkeys(numbers)) or None
    if isinstance(field.default, str):
        return texts[0] if not field.choices or texts[0] in field.choices else None
    number = _number(field, texts[0])
    return number if number is None else type(field.default)(number)


def _number(field: Field, text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) and field.low <= number <= field.high else None
