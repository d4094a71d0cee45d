"""The button that starts what the form holds, and its question where that is here already."""

from dataclasses import replace

import streamlit as st

from fer import launch
from fer.errors import FerError
from fer.runs import RunConfig
from fer.words import bold, count, sentence

PROBLEM, NEW = "train problem", "train new"
"""Where the session keeps what could not be done, and the names of what was started last."""
_ASKED = "train asked"


def offer(configs: list[RunConfig]) -> None:
    """Start the runs, or ask whether to start twins of those that are here.

    Args:
        configs: What the form holds; a press starts nothing where that is nothing.
    """
    label = "Start training" if len(configs) < 2 else f"Start {count(len(configs), 'training')}"
    # Not by a callback, whose settings would be those before a number that was typed just now.
    if st.button(
        label,
        type="primary",
        icon=":material/play_arrow:",
        disabled=not configs,
        width="stretch",
        key="train_start",
    ):
        _press(configs)
    if problem := st.session_state.pop(PROBLEM, None):
        st.error(sentence(problem))
    asked = st.session_state.get(_ASKED)
    if asked is None:
        return
    if _settings(asked) != _settings(configs):
        # It was about other settings than those that the form holds now.
        del st.session_state[_ASKED]
        return
    _ask(configs)


def _ask(configs: list[RunConfig]) -> None:
    twins = [twin for config in configs if (twin := launch.same(config))]
    fresh = [config for config in configs if not launch.same(config)]
    here = ", ".join(f"{bold(twin.name)} ({twin.status.state})" for twin in twins)
    with st.container(border=True):
        st.markdown(
            f"Here already with these settings: {here}. The same seed gives the same network "
            "again; another seed gives another one. Train "
            f"{'it' if len(twins) == 1 else 'them'} once more?"
        )
        with st.container(horizontal=True):
            if fresh:
                st.button(
                    f"Train only the other {len(fresh)}",
                    key="train_others",
                    type="primary",
                    on_click=_start,
                    args=(fresh,),
                )
            st.button("Train once more", key="train_twin", on_click=_start, args=(configs,))
            st.button("No", key="train_no_twin", on_click=_leave)


def _settings(configs: list[RunConfig]) -> list[RunConfig]:
    """What is asked for, whatever the runs will be called."""
    return [replace(config, run="") for config in configs]


def _press(configs: list[RunConfig]) -> None:
    if any(map(launch.same, configs)):
        st.session_state[_ASKED] = configs
    else:
        _start(configs)


def _start(configs: list[RunConfig]) -> None:
    _leave()
    st.session_state[NEW] = []
    try:
        for config in configs:
            st.session_state[NEW].append(launch.enqueue(config))
        launch.advance()
    except FerError as error:
        st.session_state[PROBLEM] = str(error)


def _leave() -> None:
    st.session_state.pop(_ASKED, None)
