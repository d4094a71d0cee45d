"""Pictures, each beside its faces by models."""

from collections.abc import Sequence

import streamlit as st

from fer import prediction
from fer.faces import NO_FACE, Face
from fer.prediction import Prediction
from fer.prediction.albums import Source
from fer.prediction.judging import Answer, judge
from fer.runs import Run
from fer.views.predict import corrections, face, faces
from fer.views.predict.memory import kept_of_pictures
from fer.words import plain, sentence

SHOWN_AT_ONCE = 6
"""More pictures than these are a table, and one of them is shown at a time."""
SEVERAL_HEIGHT, SINGLE_HEIGHT = 430, 280
"""Pixels: with them seven faces fit a laptop's screen, or one with all that is known of it."""
SETTINGS = "predict_settings"

Pictures = list[tuple[str, Source]]
"""Each with a key of its own."""


def show(pictures: Pictures, runs: list[Run], search: tuple[float, int]) -> list[Answer]:
    """Judge pictures and show them, all or one at a time.

    Args:
        pictures: At least one.
        runs: Whom to ask.
        search: The lowest score of a face, and its lowest height in pixels.

    Returns:
        What was found, as the user corrected it.
    """
    answers = _judged(pictures, runs, search)
    # A search with other settings may number the faces in another way.
    pictures = [(f"{key}-{search[0]:g}-{search[1]}", source) for key, source in pictures]
    for place in _places(answers):
        _picture(*pictures[place], answers[place], runs)
    settings = st.session_state[SETTINGS]
    return [
        corrections.corrected(*picture, found, runs, settings)
        for picture, found in zip(pictures, answers, strict=True)
    ]


def _places(answers: Sequence[Answer]) -> list[int]:
    """Which pictures are shown; asked for where there are many."""
    places = list(range(len(answers)))
    if len(answers) <= SHOWN_AT_ONCE:
        return places
    return [
        st.selectbox(
            "Picture to look at",
            places,
            format_func=lambda place: answers[place].name,
            key="predict_picture",
        )
    ]


def _judged(pictures: Pictures, runs: list[Run], search: tuple[float, int]) -> list[Answer]:
    """An answer for every picture; those of this session's last settings are kept."""
    settings = (*search, *map(prediction.version, runs))
    answers = kept_of_pictures("answers")
    if st.session_state.get(SETTINGS) != settings:
        answers.clear()
    st.session_state[SETTINGS] = settings
    # Always there, so that what stands below keeps its place and its state.
    bar = st.empty()
    for place, (key, source) in enumerate(pictures):
        if key not in answers:
            bar.progress(place / len(pictures), f"Looking for faces in {plain(source.name)}")
            answers[key] = judge(source, runs, *search)
    bar.empty()
    return [answers[key] for key, _ in pictures]


def _picture(key: str, source: Source, found: Answer, runs: list[Run]) -> None:
    """One picture beside its faces, or why there are none."""
    left, right = st.columns([4, 5])
    with left:
        st.text(found.title)
    if found.numbered is None:
        st.error(sentence(found.error))
        return
    below = st.container()
    corrections.ask(key, source, found)
    shown = corrections.corrected(key, source, found, runs, st.session_state[SETTINGS])
    with left:
        st.image(
            shown.numbered,
            width=shown.shown_width(SINGLE_HEIGHT if len(shown.faces) == 1 else SEVERAL_HEIGHT),
            alt=f"{found.name} with a numbered box round each face",
        )
    with right:
        if not shown.faces:
            st.warning(NO_FACE if not found.faces else "Every face of this picture was dropped.")
            return
        by_number = {
            each.number: (each, said)
            for each, said in zip(shown.faces, shown.predictions, strict=True)
        }
        said = {number: answers for number, (_, answers) in by_number.items()}
        st.markdown(prediction.summary(said))
        clicked = faces.table(key, shown.faces, shown.predictions, runs)
        st.caption(
            "✓ the runs agree, ≠ they part. Confidences are calibrated, or marked raw."
            + ("" if len(by_number) == 1 else " Press a face for all it is judged by.")
        )
    if len(by_number) == 1:
        with below:
            _face(key, *by_number.popitem()[1], runs)
    elif clicked in by_number:
        st.dialog(f"Face {clicked}", width="large")(_face)(key, *by_number[clicked], runs)


def _face(key: str, shown: Face, said: list[Prediction], runs: list[Run]) -> None:
    """All that is known of a face; `key` is its picture's."""
    face.show(f"{key}-{shown.number}-{shown.box}", shown, runs, said)
