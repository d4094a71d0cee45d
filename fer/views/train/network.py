"""Which networks are trained, and who teaches them."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from fer import comparison
from fer.models import FAMILIES, MAXIMUM_WIDTH, MINIMUM_WIDTH, PRESETS, Architecture, scaled
from fer.runs import all_runs
from fer.views.train.address import key
from fer.views.train.state import HOW, PRESET, WIDTHS
from fer.words import plain

SOME_WIDTHS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0)
Network = tuple[str | None, float | None, Architecture]
"""The preset or the width that it was chosen by, and the network."""


def choose() -> list[Network]:
    """The networks to train; none where no width is chosen."""
    how = st.segmented_control(
        "Network",
        list(HOW),
        required=True,
        format_func=HOW.get,
        help="A width multiplier scales every channel count of its family. A preset is one of the "
        "course report's nine networks, with its exact number of parameters.",
        key=key("network"),
    )
    if how == PRESET:
        preset = st.selectbox("Preset", list(PRESETS), key=key("preset"))
        return [(preset, None, PRESETS[preset])]
    family = st.segmented_control(
        "Family",
        list(FAMILIES),
        required=True,
        format_func=lambda name: FAMILIES[name].label,
        key=key("family"),
    )
    if how == WIDTHS:
        chosen = st.session_state[key("widths")]
        widths = st.multiselect(
            "Width multipliers",
            sorted({*SOME_WIDTHS, *chosen}),
            help="One run each; they queue.",
            key=key("widths"),
        )
        if not widths:
            st.info("Choose at least one width.")
    else:
        widths = [
            st.slider("Width multiplier", MINIMUM_WIDTH, MAXIMUM_WIDTH, step=0.01, key=key("width"))
        ]
    return [(None, width, scaled(family, width)) for width in sorted(widths)]


def choose_teacher(fingerprint: str) -> str | None:
    """The run to learn from, if one is wanted.

    Args:
        fingerprint: Of the data set, which the teacher must have learnt too.
    """
    teachers = [
        run.name
        for run in comparison.finished(all_runs())
        if run.has_weights and run.config.fingerprint == fingerprint
    ]
    # A switch that cannot be moved must not stay on from another data set.
    keep(
        key("distil"),
        [False, True] if teachers else [False],
        False,
        "No run of this data set is finished, so none can teach: the network would learn from the "
        "labels alone.",
    )
    if not st.toggle(
        "Distil from a teacher",
        key=key("distil"),
        disabled=not teachers,
        help="The student also learns from the teacher's probabilities for every view."
        if teachers
        else "No run of this data set is finished yet: train one first.",
    ):
        return None
    keep(
        key("teacher"),
        teachers,
        "teacher" if "teacher" in teachers else teachers[0],
        "This data set has no teacher '{}': {} is chosen instead.",
    )
    return st.selectbox("Teacher", teachers, key=key("teacher"))


def keep(name: str, options: Sequence[Any], default: Any, missing: str) -> None:
    """Take back a choice that is not offered, and say so until another is made.

    Args:
        name: The key of its widget.
        options: What is offered.
        default: What is chosen instead.
        missing: What is said, with `{}` for what was chosen and for what is instead.
    """
    wanted, lost = st.session_state[name], f"{name} lost"
    if wanted not in options:
        st.session_state[name], st.session_state[lost] = default, (wanted, default)
    gone, instead = st.session_state.get(lost, ("", default))
    # Nobody chose what is empty.
    if gone in ("", *options) or st.session_state[name] != instead:
        st.session_state.pop(lost, None)
    else:
        st.warning(missing.format(plain(str(gone)), plain(str(instead))))
