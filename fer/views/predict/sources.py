"""Where the pictures come from: files, the camera, or the example."""

import streamlit as st

from fer.prediction import albums
from fer.prediction.albums import Source
from fer.views import uploads
from fer.views.predict import inbox

UPLOAD, LIVE, CAMERA, EXAMPLE = "Upload", "Live", "Photo", "Example"
KEY = "predict_source"
EXTENSIONS = [
    *("jpg", "jpeg", "png", "webp", "avif", "heic", "heif", "bmp", "gif", "tif", "tiff", "zip")
]


def most_megabytes() -> int:
    """How large an upload may be, as the server is set up now."""
    return uploads.megabytes(albums.MAX_BYTES // 1_000_000)


def ask() -> list[tuple[str, Source]]:
    """Ask for pictures, each with a key of its own; the camera is asked for only once chosen."""
    left, right = st.columns(2)
    with left:
        source = st.segmented_control(
            "Pictures",
            [UPLOAD, LIVE, CAMERA, EXAMPLE],
            default=UPLOAD,
            required=True,
            label_visibility="collapsed",
            key=KEY,
        )
    if source == LIVE:
        return []
    if source == EXAMPLE:
        left.caption("Eileen Collins, astronaut; a photo by NASA in the public domain.")
        return [("example", albums.example())]
    if source == CAMERA:
        with right:
            photo = st.camera_input(
                "Look into the camera and press the button", key="predict_camera"
            )
        files = {photo.file_id: inbox.Upload(photo.name, photo.getvalue())} if photo else {}
        return _opened(files)
    with right:
        inbox.ask(
            f"Pictures with faces, or a zip of some, {most_megabytes()} MB at most",
            EXTENSIONS,
            most_megabytes(),
        )
    with left:
        inbox.show()
    return _opened(inbox.kept())


def _opened(files: dict[str, inbox.Upload]) -> list[tuple[str, Source]]:
    """The pictures of files, each with a key that begins with its file's."""
    return [
        (f"{key}-{place}", picture)
        for key, (name, content) in files.items()
        for place, picture in enumerate(albums.from_upload(name, content))
    ]


def chosen() -> str:
    """Which of the sources it is."""
    return st.session_state[KEY]
