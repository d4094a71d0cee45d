"""Which networks are trained, and who teaches them."""

from collections.abc import Sequence

import streamlit as st

from fer import comparison
from fer.models import FAMILIES, MAXIMUM_WIDTH, MINIMUM_WIDTH, PRESETS, Architecture, scaled
from fer.runs import all_runs
from fer.views.train.address import key
from fer.views.train.state import HOW, PRESET, WIDTHS

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
    if not teachers:
        # A switch that cannot be moved must not stay on from another data set.
        st.session_state[key("distil")] = False
    if not st.toggle(
        "Distil from a teacher",
        key=key("distil"),
        disabled=not teachers,
        help="The student also learns from the teacher's probabilities for every view."
        if teachers
        else "No run of this data set is finished yet: train one first.",
    ):
        return None
    keep(key("teacher"), teachers, "teacher" if "teacher" in teachers else teachers[0])
    return st.selectbox("Teacher", teachers, key=key("teacher"))


def keep(name: str, options: Sequence[str], default: str) -> None:
    """Take back a choice that is not offered."""
    if st.session_state[name] not in options:
        st.session_state[name] = default
