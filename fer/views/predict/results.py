"""All answers together: a table, downloads, and the strip of a session's snapshots."""

from collections.abc import Iterable, Sequence

import pandas as pd
import streamlit as st

from fer.prediction import snapshots
from fer.prediction.judging import Answer, rows, share_column, zip_of
from fer.words import count, plain

PERCENT = st.column_config.NumberColumn(format="%.0f%%")


def show(answers: Sequence[Answer]) -> None:
    """All answers as a table, where there are several pictures, and to download."""
    said = rows(answers)
    table = pd.DataFrame(said)
    with st.container(border=True):
        faces = sum(len(answer.faces) for answer in answers)
        st.markdown(f"**Results**: {count(len(answers), 'picture')}, {count(faces, 'face')}")
        if len(answers) > 1:
            of_classes = set(map(share_column, _classes(answers)))
            shares = [name for name in table if name == "confidence" or name in of_classes]
            shown = table.copy()
            shown[shares] = 100 * shown[shares].astype(float)
            empty = "error" if shown["error"].isna().all() else None
            st.dataframe(
                shown,
                hide_index=True,
                height=280,
                key="predict_table",
                column_order=[name for name in shown if name != empty],
                column_config=dict.fromkeys(shares, PERCENT),
            )
            st.caption(
                "Confidences are calibrated, those of runs without validation figures raw; the CSV "
                "has them as shares of 1."
            )
        with st.container(horizontal=True):
            st.download_button(
                "Table (CSV)",
                table.to_csv(index=False),
                "expressions.csv",
                "text/csv",
                icon=":material/download:",
                on_click="ignore",
                key="predict_csv",
            )
            st.download_button(
                "Pictures with boxes (zip)",
                lambda: zip_of(answers),
                "expressions.zip",
                "application/zip",
                icon=":material/download:",
                on_click="ignore",
                key="predict_zip",
            )


def _classes(answers: Iterable[Answer]) -> set[str]:
    return {
        name
        for answer in answers
        for face in answer.predictions
        for said in face
        for name in said.classes
    }


def show_strip(keys: Sequence[str], answers: Sequence[Answer]) -> None:
    """The faces of this session's snapshots, the latest first."""
    strip = st.session_state.setdefault("predict_snapshots", [])
    for key, answer in zip(keys, answers, strict=True):
        snapshots.add(strip, key, answer)
    if len(strip) < 2:
        return
    st.markdown("**This session's snapshots**, the latest first")
    with st.container(horizontal=True):
        for snapshot in strip:
            st.image(snapshot.face, width=96, caption=plain(snapshot.words), alt=snapshot.words)
    # The camera gives up a photo for the next one, so removing it cannot mean this.
    st.button("Forget the snapshots", key="predict_forget", on_click=strip.clear)
