"""What a session keeps of the user's pictures, and how it lets go of it."""

import gc
from collections.abc import Iterable
from typing import Any

import streamlit as st

KEPT, PRESENT = "predict_kept", "predict_present"
"""Where the session has what is kept, and the keys of the pictures that it is kept of."""


def kept_of_pictures(kind: str) -> dict[str, Any]:
    """What is kept of one kind (answers, corrections …) until its picture is removed.

    Returns:
        A dictionary to read and write, whose keys begin with their picture's key.
    """
    return st.session_state.setdefault(KEPT, {}).setdefault(kind, {})


def forget_removed(present: Iterable[str]) -> None:
    """Let go of what is kept of every picture but those with these keys."""
    keys = tuple(present)
    if keys == st.session_state.get(PRESENT):
        return
    removed = set(st.session_state.get(PRESENT, ())) - set(keys)
    st.session_state[PRESENT] = keys
    for kept in st.session_state.get(KEPT, {}).values():
        for key in [key for key in kept if not key.startswith(keys)]:
            del kept[key]
    if removed:
        # The server does not after each run (`postScriptGC`), and what is removed shall be gone.
        gc.collect()
