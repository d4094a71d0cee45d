"""Faces that a user drops from a picture or adds to it."""

import streamlit as st

from fer.charts.picture import picture_to_mark
from fer.faces import Box
from fer.prediction.albums import Source
from fer.prediction.judging import Answer, judge_again, marked_boxes
from fer.runs import Run
from fer.views.predict.memory import kept_of_pictures


def correction(key: str, found: Answer) -> tuple[list[int], list[Box]]:
    """Numbers of the faces that stay, and the boxes of those that the user added."""
    everyone = [face.number for face in found.faces]
    return kept_of_pictures("corrections").get(key, (everyone, []))


def ask(key: str, source: Source, found: Answer) -> None:
    """Let faces be dropped, and added by hand; kept for when the picture is not shown."""
    numbers = [face.number for face in found.faces]
    keep, boxes = correction(key, found)
    # A widget that is not on the page forgets; these come back as they were left.
    st.session_state.setdefault(f"keep-{key}", keep)
    st.session_state.setdefault(f"add-{key}", bool(boxes))
    with st.expander("Drop a face or add one", icon=":material/edit:"):
        if numbers:
            keep = sorted(
                st.pills(
                    "Faces to judge",
                    numbers,
                    selection_mode="multi",
                    key=f"keep-{key}",
                    help="Press a number to drop that face or take it back.",
                )
            )
        if st.toggle("Add a face by hand", key=f"add-{key}"):
            picture = source.read()
            st.caption("Draw a box round the face, from forehead to chin.")
            event = st.plotly_chart(
                picture_to_mark(picture),
                key=f"mark-{key}",
                on_select="rerun",
                selection_mode="box",
                width="content",
                config={"displayModeBar": False},
                alt="the picture, to draw a box on",
            )
            boxes = marked_boxes(event.selection.get("box", [])) or boxes
        else:
            boxes = []
    kept_of_pictures("corrections")[key] = keep, boxes


def corrected(key: str, source: Source, found: Answer, runs: list[Run], settings: object) -> Answer:
    """The answer with the faces that the user dropped and added.

    Args:
        key: The picture's own.
        source: The picture.
        found: What was found in it.
        runs: The runs that judge.
        settings: What else the answer hangs on; another value has it worked out anew.
    """
    keep, boxes = correction(key, found)
    if len(keep) == len(found.faces) and not boxes:
        return found
    wish = settings, keep, boxes
    kept = kept_of_pictures("corrected")
    if key not in kept or kept[key][0] != wish:
        kept[key] = wish, judge_again(source, found.faces, keep, boxes, runs)
    return kept[key][1]
