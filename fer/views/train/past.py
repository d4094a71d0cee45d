"""The user's own runs that stopped or are finished."""

import streamlit as st

from fer import launch
from fer.views.train.runs import card
from fer.views.train.start import NEW

PAGE = 8
"""Cards at once."""
ORDER = ("failed", "interrupted", "cancelled", "finished")


def show() -> None:
    """What stopped, and then what is finished, the newest first.

    What was started last stands beside the form, from its start to its end.
    """
    new = st.session_state.get(NEW, ())
    runs = [run for run in launch.own_runs() if run.status.state in ORDER and run.name not in new]
    runs.sort(key=lambda run: (ORDER.index(run.status.state), -run.status.heartbeat))
    st.subheader("Your runs", anchor=False)
    if not runs and not new:
        st.caption("Trainings of your own appear here when they end.")
        return
    pages = -(-len(runs) // PAGE)
    page = st.pagination(pages, key="train_page") if pages > 1 else 1
    with st.grid(min_column_width=380) as grid:
        for run in runs[(page - 1) * PAGE : page * PAGE]:
            with grid.cell():
                card(run)
