"""How large a file the pages take, and where it waits."""

import streamlit as st
from starlette.formparsers import MultiPartParser

REST = 1
"""Megabytes of a request that are not its file. The server's limit is on the whole of it."""


def megabytes(most: int | None = None) -> int:
    """The largest file to upload: what `.streamlit/config.toml` allows, or at most `most` of it."""
    allowed = max(1, st.get_option("server.maxUploadSize") - REST)
    return allowed if most is None else min(most, allowed)


def keep_in_memory(megabytes: int) -> None:
    """Let no file up to this size touch the disk.

    The server would put an upload of over 1 MB into a temporary file on its way to memory.
    """
    MultiPartParser.spool_max_size = (megabytes + REST) << 20
