"""A run of the user's own as a card, and what can be done with it."""

from collections.abc import Callable

import streamlit as st

from fer import comparison, launch
from fer.errors import FerError
from fer.launchers.base import tail
from fer.runs import Run
from fer.runs.progress import attempt_words, elsewhere, progress
from fer.runs.run import LOG
from fer.views.frame import PAGES
from fer.views.train.start import NEW, PROBLEM
from fer.words import bold, plain, sentence

LOG_BYTES = 4_000
"""Of a log's end that is shown: some 50 epochs."""


def card(run: Run) -> None:
    """State, progress and buttons of one run."""
    state = run.status.state
    with st.container(border=True):
        head, buttons = st.columns([3, 2], vertical_alignment="center")
        new = " :green-badge[new]" * (run.name in st.session_state.get(NEW, ()))
        head.markdown(f"{bold(run.name)}{new}  \n:small[{about(run)}]{_where(run)}")
        with buttons.container(horizontal=True, horizontal_alignment="right"):
            if state in ("running", "queued"):
                button("Cancel", "cancel", run, launch.cancel)
            if run.status.resumable:
                button("Resume", "resume", run, launch.resume)
            if text := tail(run.folder / LOG, LOG_BYTES):
                with st.popover("Log"):
                    st.code(text, language=None, wrap_lines=True)
            if state != "running":
                with st.popover("Delete"):
                    st.markdown(f"Delete {bold(run.name)} and all it learnt?")
                    button("Delete it", "delete", run, launch.delete)
        if state == "finished":
            _finished(run)
        else:
            said = progress(run.status, run.config.recipe.epochs)
            st.progress(said.share, text=sentence(said.text))


def _where(run: Run) -> str:
    """The machine that a run is or was on, where it is not this one, and its attempt."""
    place = elsewhere(run.status)
    text = f"On {plain(place)}" if place else ""
    return f"  \n:small[{text}{attempt_words(run.status)}]" if text else attempt_words(run.status)


def about(run: Run) -> str:
    """What tells a run from others, in a line of Markdown."""
    config = run.config
    teachers = f", taught by {', '.join(map(plain, config.teachers))}" if config.teachers else ""
    return (
        f"{plain(config.data)}, {config.architecture.parameters:,} parameters, "
        f"{comparison.training_words(config)}, seed {config.seed}{teachers}"
    )


def button(
    label: str, key: str, run: Run, action: Callable[[str], None], icon: str | None = None
) -> None:
    """A button that does something with a run."""
    st.button(label, key=f"{key} {run.name}", icon=icon, on_click=act, args=(action, run.name))


def act(action: Callable[..., None], *arguments: str) -> None:
    """Do what a button asks, and say why where it cannot be done."""
    try:
        action(*arguments)
    except FerError as error:
        st.session_state[PROBLEM] = str(error)


def _finished(run: Run) -> None:
    figures = run.metrics["splits"]["validation"]
    low, high = figures["ci95"]
    st.markdown(f"Finished: {figures['accuracy']:.1%} on validation ({low:.1%} to {high:.1%}).")
    st.page_link(
        PAGES["Compare"].script,
        label="See it on Compare",
        icon=PAGES["Compare"].icon,
        query_params={"data": run.config.fingerprint, "run": run.name},
    )
