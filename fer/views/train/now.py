"""What is being trained, what waits, and how they learn, while they do."""

from collections.abc import Sequence

import streamlit as st

from fer import launch
from fer.charts.live import MOST, live_curves
from fer.errors import FerError
from fer.runs import Run
from fer.runs.progress import attempt_words, progress
from fer.views import chart
from fer.views.train.runs import act, button, card
from fer.views.train.start import NEW
from fer.words import bold, count, sentence

REFRESH_SECONDS = 2.0
_STATES, _WHOLE = "train states", "train whole"


def watch() -> None:
    """Show it, again every two seconds while anything is active."""
    # A whole run of the page draws all that a change of state moves; see `_live`.
    st.session_state[_WHOLE] = True
    active = any(run.status.state in ("running", "queued") for run in launch.own_runs())
    st.fragment(_live, run_every=REFRESH_SECONDS if active else None)()


def _live() -> None:
    try:
        launch.advance()
    except FerError as error:
        st.error(sentence(str(error)))
    runs = launch.own_runs()
    states = {run.name: run.status.state for run in runs}
    if not st.session_state.pop(_WHOLE, False) and states != st.session_state.get(_STATES):
        # The timer, and the runs that stand elsewhere, belong to the whole page.
        st.rerun()
    st.session_state[_STATES] = states
    new = st.session_state.get(NEW, ())
    shown = [run for run in runs if run.status.state == "running"]
    shown += [run for run in runs if run.name in new and run not in shown and _ended(run)]
    for run in shown:
        card(run)
    _queue(launch.waiting(runs) if runs else [])
    _curves(runs)


def _ended(run: Run) -> bool:
    """Whether a run neither runs nor waits."""
    return run.status.state not in ("running", "queued")


def _queue(waiting: Sequence[Run]) -> None:
    if not waiting:
        return
    new = st.session_state.get(NEW, ())
    with st.container(border=True):
        title, every = st.columns([3, 2], vertical_alignment="center")
        title.markdown(f"**Queue**: {count(len(waiting), 'training')}")
        with (
            every.container(horizontal=True, horizontal_alignment="right"),
            st.popover("Cancel all"),
        ):
            st.markdown("Cancel all that waits and all that runs? Each can be resumed.")
            st.button(
                "Cancel them all", key="train_cancel_all", on_click=act, args=(launch.cancel_all,)
            )
        for place, run in enumerate(waiting, start=1):
            name, buttons = st.columns([3, 2], vertical_alignment="center")
            mark = " :green-badge[new]" * (run.name in new)
            waits = progress(run.status, run.config.recipe.epochs, before=place - 1).text
            said = waits.removeprefix("Queued: ") + attempt_words(run.status)
            name.markdown(f"{place}. {bold(run.name)}{mark}  \n:small[{said}]")
            with buttons.container(horizontal=True, horizontal_alignment="right"):
                if place > 1:
                    button("Up", "up", run, launch.move_up, ":material/arrow_upward:")
                button("Cancel", "cancel", run, launch.cancel)


def _curves(runs: Sequence[Run]) -> None:
    """Validation accuracy of the chosen runs, or else of the newest."""
    histories, damaged = {}, []
    for run in sorted(runs, key=lambda run: -run.status.heartbeat):
        try:
            if rows := run.history():
                histories[run.name] = rows
        except FerError as error:
            damaged.append(f"'{run.name}' has no curve: {error}")
    for fault in damaged:
        st.warning(sentence(fault))
    if not histories:
        return
    key = "train_curves"
    st.session_state[key] = [name for name in st.session_state.get(key, ()) if name in histories]
    chosen = st.session_state[key] or list(histories)[:MOST]
    by_name = {run.name: run for run in runs}
    longest = max(by_name[name].config.recipe.epochs for name in chosen)
    chart.show(
        live_curves(
            {name: histories[name] for name in chosen},
            {name: by_name[name].config.architecture.family for name in chosen},
            longest,
        ),
        "learning curves",
        f"Accuracy on validation by epoch of {', '.join(chosen)}",
    )
    st.multiselect(
        "Curves of",
        list(histories),
        key=key,
        max_selections=MOST,
        placeholder=f"the newest {MOST}" if len(histories) > MOST else "all",
    )
