"""Uploaded pictures, kept in the session until their user removes them."""

from typing import NamedTuple

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

KEPT, TURN, CHIPS = "predict_uploads", "predict_uploaders", "predict_chosen"


class Upload(NamedTuple):
    """An uploaded file: its name, which no other has, and what it holds."""

    name: str
    content: bytes


def kept() -> dict[str, Upload]:
    """The uploads of this session by their keys, on whatever page it was meanwhile."""
    return st.session_state.setdefault(KEPT, {})


def ask(label: str, types: list[str], megabytes: int) -> None:
    """Ask for files; each is taken out of the widget at once, which a visit elsewhere empties."""
    key = f"predict_files_{st.session_state.setdefault(TURN, 0)}"
    st.file_uploader(
        label,
        type=types,
        accept_multiple_files=True,
        max_upload_size=megabytes,
        key=key,
        on_change=take,
        args=(key,),
    )


def show() -> None:
    """Show the uploads; one that is closed is gone."""
    if not kept():
        return
    st.session_state[CHIPS] = list(kept())
    st.multiselect(
        "Your pictures",
        list(kept()),
        format_func=lambda key: kept()[key].name,
        key=CHIPS,
        on_change=_remove,
        help="Close one, or all, to remove it from the computer's memory.",
    )


def take(key: str) -> None:
    """Keep what the uploader of that key holds, and let a new one take its place."""
    context = get_script_run_ctx()
    for file in st.session_state[key]:
        # One that an earlier call took already, when the browser tells of it twice.
        if not isinstance(file, UploadedFile):
            continue
        kept()[file.file_id] = Upload(_unused(file.name), file.getvalue())
        if context is not None:
            # The server would keep its own copy until the session ends.
            context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
    st.session_state[TURN] += 1


def _remove() -> None:
    for key in kept().keys() - set(st.session_state[CHIPS]):
        del kept()[key]


def _unused(name: str) -> str:
    """The name, with a number where another upload has it."""
    names = {upload.name for upload in kept().values()}
    number = 2
    unused = name
    while unused in names:
        unused, number = f"{name} ({number})", number + 1
    return unused
