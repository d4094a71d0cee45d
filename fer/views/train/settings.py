"""How it is trained: the few settings that most people change, and all others behind them."""

from typing import get_args

import streamlit as st

from fer.models.architecture import NormPosition
from fer.runs import Distillation
from fer.runs.options import OPTIONS, Option
from fer.views.train.address import key
from fer.views.train.state import FIELDS, Values

GROUPS = {
    "Steps": ("optimizer", "learning_rate", "schedule", "batch_size", "weight_decay"),
    "Loss": ("label_smoothing", "mixup"),
    "Weights": ("weight_average", "precision"),
    "Augmentation": ("flip", "shift", "rotate", "zoom", "contrast", "erase"),
    "Teacher": ("soft_loss", "temperature", "alpha", "views"),
}
"""The names of the settings by what they are about."""
STEPS = {"learning_rate": 0.001, "rotate": 1.0, "temperature": 0.5, "weight_average": 0.001}
WIDE = 0.05
"""The usual step of a number's buttons."""
LABELS = {"views": "Views answered once", "erase": "Erased", "weight_average": "Average of weights"}
NUMBER = {"value": None, "required": True}
"""Of number fields: an emptied one keeps its number, and says so, where it would take the least."""
_BY_NAME = {option.dest: option for option in OPTIONS}


def choose() -> None:
    """Epochs, seed and augmentation."""
    length, luck = st.columns(2)
    with length:
        low, high = FIELDS["epochs"].low, FIELDS["epochs"].high
        st.number_input(
            "Epochs",
            low,
            high,
            help="Passes over the images. More are better, up to a point; a fair comparison is "
            "with runs of as many, which Compare lists with each run.",
            key=key("epochs"),
            **NUMBER,
        )
    with luck:
        st.number_input(
            "Seed",
            FIELDS["seed"].low,
            FIELDS["seed"].high,
            help="Of weights, order and views.",
            key=key("seed"),
            **NUMBER,
        )
    st.toggle(
        "Augmentation",
        help="Flip, shift, rotate, zoom, gamma and erased patches; how far, under More settings.",
        key=key("augmentation"),
    )


def choose_more(taught: bool) -> None:
    """Everything else that a run can be given.

    Args:
        taught: Whether a teacher was chosen.
    """
    with st.expander("More settings", icon=":material/tune:"):
        for group, names in GROUPS.items():
            if group == "Teacher" and not taught:
                continue
            st.markdown(f"**{group}**")
            disabled = group == "Augmentation" and not st.session_state[key("augmentation")]
            for place in range(0, len(names), 2):
                for column, name in zip(st.columns(2), names[place : place + 2], strict=False):
                    with column:
                        _widget(_BY_NAME[name], disabled)
        st.markdown("**Network**")
        left, right = st.columns(2)
        left.number_input(
            "Dropout",
            FIELDS["dropout"].low,
            FIELDS["dropout"].high,
            step=WIDE,
            help="Share of features set to zero in training before each dense layer.",
            key=key("dropout"),
            **NUMBER,
        )
        right.selectbox(
            "Norm to activation",
            get_args(NormPosition),
            help="Where batch normalisation stands.",
            key=key("norm"),
        )


def _widget(option: Option, disabled: bool) -> None:
    field, name = FIELDS[option.dest], option.dest
    label = LABELS.get(name) or name.replace("_", " ").capitalize()
    about = option.help[0].upper() + option.help[1:] + "."
    common = {"help": about, "disabled": disabled}
    if field.choices:
        st.selectbox(label, field.choices, key=key(name), **common)
    elif isinstance(field.default, bool):
        st.toggle(label, key=key(name), **common)
    elif isinstance(field.default, int):
        st.number_input(label, int(field.low), int(field.high), key=key(name), **common, **NUMBER)
    else:
        common |= {"step": STEPS.get(name, WIDE), "format": "%g"}
        st.number_input(label, field.low, field.high, key=key(name), **common, **NUMBER)


def distillation(teacher: str | None, values: Values) -> Distillation | None:
    """What a run of this form learns from a teacher.

    Args:
        teacher: The run, if one was chosen.
        values: What the form holds.

    Raises:
        FerError: A setting is not possible.
    """
    if teacher is None:
        return None
    options = map(_BY_NAME.get, GROUPS["Teacher"])
    return Distillation(teacher, **{option.field: values[option.dest] for option in options})
