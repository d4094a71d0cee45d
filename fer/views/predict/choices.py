"""What the page asks beside the pictures: the runs, and what counts as a face."""

import streamlit as st

from fer import prediction
from fer.faces import THRESHOLD
from fer.runs import Run

ASKED = "predict_asked"
"""Where the session has the names of the runs, which a visit to another page would empty."""


def choose_runs() -> list[Run]:
    """Ask which runs shall judge; stop the page when there are none."""
    choices = prediction.choices()
    if not choices:
        st.info(
            "No run has weights yet. Train one on the Train page; it can judge pictures from its "
            "first epoch on."
        )
        st.stop()
    asked = [name for name in st.session_state.get(ASKED, ()) if name in choices]
    names = st.sidebar.multiselect(
        "Runs to compare",
        list(choices),
        default=asked or prediction.first_choice(list(choices)),
        format_func=lambda name: f"{name} ({choices[name].config.architecture.parameters:,})",
        max_selections=prediction.KEPT,
        placeholder="Choose at least one run",
        key="predict_runs",
        help="In brackets the number of parameters.",
    )
    st.session_state[ASKED] = names
    return [choices[name] for name in names]


def choose_search() -> tuple[float, int]:
    """Ask what counts as a face: the lowest score, and the smallest height in pixels."""
    with st.sidebar.expander("What counts as a face", icon=":material/tune:"):
        threshold = st.slider(
            "Lowest score of a face",
            0.3,
            0.95,
            THRESHOLD,
            0.05,
            key="predict_threshold",
            help="Lower finds more faces, and more of what is none.",
        )
        smallest = st.slider(
            "Smallest height in pixels",
            0,
            300,
            0,
            10,
            key="predict_smallest",
            help="Leaves bystanders out.",
        )
    return threshold, smallest
