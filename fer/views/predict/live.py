"""The camera, judged frame by frame: a component of its own, so that nothing else is redrawn."""

import base64
import binascii
from collections.abc import Sequence
from string import ascii_uppercase
from typing import Any

import streamlit as st

from fer import prediction
from fer.models import FAMILIES
from fer.prediction.live import REMEMBERED, Live
from fer.runs import Run
from fer.views.predict.component import component

KEY, JUDGE = "predict_live", "predict_live_judge"
MOST_BYTES = 2_000_000
"""Of a frame, encoded; the page's own have about 60,000."""


def show(runs: Sequence[Run], threshold: float) -> None:
    """Show the camera with what the runs say drawn over it, until its button or page ends it.

    Args:
        runs: The runs that judge, whose networks are loaded.
        threshold: Lowest score of a face, 0 to 1.
    """
    wish = threshold, *map(prediction.version, runs)
    if st.session_state.get(JUDGE, (None,))[0] != wish:
        st.session_state[JUDGE] = wish, Live(runs, threshold)
    _camera(st.session_state[JUDGE][1])
    st.caption(
        f"Every answer is the mean over a face's last {REMEMBERED} frames. Confidences are "
        "calibrated, or marked raw."
    )


def forget() -> None:
    """Let go of where the faces were; the frames themselves are never kept."""
    st.session_state.pop(JUDGE, None)


@st.fragment
def _camera(judge: Live) -> None:
    """Answer the frame that has come, if one has, and wait for the next."""
    sent = st.session_state.get(KEY)
    frame = sent.get("frame") if sent else None
    component("live")(
        key=KEY,
        data={
            "runs": [
                {
                    "name": run.name,
                    # Letters, as faces have numbers; two runs of a family have one colour.
                    "mark": mark,
                    "color": FAMILIES[run.config.architecture.family].color,
                    "classes": run.config.schema.classes,
                    "raw": prediction.temperature(run) is None,
                }
                for mark, run in zip(ascii_uppercase, judge.runs, strict=False)
            ],
            "answer": answered(judge, frame) if frame else None,
        },
        on_frame_change=lambda: None,
    )


def answered(judge: Live, frame: Any) -> dict[str, Any] | None:
    """What to draw for a frame.

    Args:
        judge: Who judges it.
        frame: What the browser sent: a `number` and a `picture`, JPEG in base64.

    Returns:
        The `number` and what `Live.answer` gives; None where the browser sent something else.
    """
    match frame:
        case {"number": int(number), "picture": str(text)} if len(text) <= MOST_BYTES:
            try:
                return {"number": number, **judge.answer(base64.b64decode(text, validate=True))}
            except binascii.Error:
                return None
    return None
