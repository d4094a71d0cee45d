"""Uploads are taken out of their widget once, however often the browser tells of them."""

import pytest
import streamlit as st
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.runtime.uploaded_file_manager import DeletedFile, UploadedFile, UploadedFileRec

from fer.views.predict import inbox


def test_what_was_taken_already_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, object] = {inbox.TURN: 0}
    monkeypatch.setattr(st, "session_state", state)
    file = UploadedFile(UploadedFileRec("1", "face.png", "image/png", b"pixels"), FileURLs())
    state["files"] = [file]
    inbox.take("files")
    # The same once more, whose content the server has let go, beside one of the same name.
    other = UploadedFile(UploadedFileRec("2", "face.png", "image/png", b"others"), FileURLs())
    state["files"] = [DeletedFile("1"), other]
    inbox.take("files")
    assert inbox.kept() == {
        "1": inbox.Upload("face.png", b"pixels"),
        "2": inbox.Upload("face.png (2)", b"others"),
    }
