"""Results as they come: the page draws itself again when a training finishes."""

from collections.abc import Iterable
from contextlib import suppress

import streamlit as st

from fer import launch
from fer.errors import FerError
from fer.launch.own import Entry
from fer.runs import BrokenRun, Run

SECONDS = 5.0
"""Between two looks, while anything is trained or waits."""
ACTIVE = ("queued", "running")
_SEEN = "compare finished"


def watch(runs: Iterable[Run | BrokenRun]) -> None:
    """Look for more results while there are any to come.

    Args:
        runs: All runs, as the page shows them.
    """
    found = list(runs)
    own = [run for run in found if isinstance(run, Run) and not run.zoo]
    # One that is broken may say that it is finished.
    broken = {run.name for run in found if isinstance(run, BrokenRun)}
    st.session_state[_SEEN] = finished(own) | broken
    if any(run.status.state in ACTIVE for run in own):
        st.fragment(_look, run_every=SECONDS)()


def finished(found: Iterable[Run | Entry]) -> set[str]:
    """The names of those that are."""
    return {each.name for each in found if each.status.state == "finished"}


def _look() -> None:
    # The Train page says what is the matter.
    with suppress(FerError):
        launch.advance()
    # Whatever was deleted meanwhile is no reason to move what somebody looks at.
    if finished(launch.entries()) - st.session_state[_SEEN]:
        st.rerun()
