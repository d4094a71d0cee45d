"""A closer look at a data set's images: by class, twins that contradict, blank ones, hard ones."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from fer import data
from fer.charts.data import face_strips, strip
from fer.comparison import hard
from fer.data import Dataset
from fer.errors import FerError
from fer.runs import Run
from fer.words import bold, count, plain, sentence

FACES = 8
"""Of each class at once."""
PAGES = 10
GROUPS = 12
FACES_BY_CLASS, CONTRADICTIONS = "Faces by class", "Twins that contradict"
BLANK, HARD = "Blank images", "Wrong for every run"


def show(dataset: Dataset, runs: Sequence[Run]) -> None:
    """Ask what to look at, and show it.

    Args:
        dataset: The set.
        runs: The finished runs that learnt it.
    """
    st.subheader("A closer look", anchor=False)
    look = st.segmented_control(
        "Look at",
        [FACES_BY_CLASS, CONTRADICTIONS, BLANK, HARD],
        default=FACES_BY_CLASS,
        required=True,
        label_visibility="collapsed",
        key="look",
        bind="query-params",
    )
    if look == FACES_BY_CLASS:
        _faces(dataset)
    elif look == CONTRADICTIONS:
        _contradictions(dataset)
    elif look == BLANK:
        _blank(dataset)
    else:
        _hard(dataset, runs)


def _faces(dataset: Dataset) -> None:
    """A few faces of each class, browsable."""
    part = st.segmented_control(
        "Part", dataset.schema.parts, default="training", required=True, key="part"
    )
    page = st.pagination(PAGES, key=f"page-{dataset.fingerprint}-{part}")
    for name, faces in face_strips(dataset, part, page - 1, FACES).items():
        st.caption(plain(name))
        st.image(faces, alt=f"{name} faces")


def _contradictions(dataset: Dataset) -> None:
    """Identical images with different labels."""
    groups = data.contradictions(dataset)
    if not groups:
        st.markdown("No two identical images have different labels.")
        return
    st.markdown(
        f"In **{count(len(groups), 'group')}** pixel-identical images do not agree about the "
        "class, so no model can be right on all of them."
    )
    page = st.pagination(-(-len(groups) // GROUPS), key="contradiction")
    with st.grid(min_column_width=180) as grid:
        for group in groups[(page - 1) * GROUPS : page * GROUPS]:
            with grid.cell():
                st.image(strip(dataset.images[group[:1]]), alt="a face with several labels")
                st.caption(
                    ", ".join(
                        f"{count} x {plain(dataset.schema.classes[code])}"
                        for code, count in enumerate(np.bincount(dataset.labels[group]))
                        if count
                    )
                )


def _blank(dataset: Dataset) -> None:
    """Images that show nothing."""
    constant, nearly = data.blank_images(dataset)
    st.markdown(
        f"The set has **{count(len(constant), 'image')}** of one gray, and "
        f"**{count(len(nearly), 'image')}** with less than one gray level of variation."
    )
    places = np.concatenate([constant, nearly])
    parts, classes = dataset.schema.parts, dataset.schema.classes
    if len(places):
        st.dataframe(
            [
                {"part": parts[dataset.usage[place]], "labelled": classes[dataset.labels[place]]}
                for place in places
            ]
        )


def _hard(dataset: Dataset, runs: Sequence[Run]) -> None:
    """What every run gets wrong, and what twins do to accuracy."""
    if not runs:
        st.info("No finished run has learnt this set: train one on the Train page.")
        return
    try:
        with st.spinner(f"Reading what {count(len(runs), 'run')} said"):
            wrong = hard.wrong_for_all(runs)
    except FerError as error:
        st.warning(sentence(str(error)))
        return
    alone = len(runs) == 1
    who = f"{bold(runs[0].name)}, the only run, is" if alone else f"All **{len(runs)}** runs are"
    text = f"{who} wrong on **{count(len(wrong), 'test image')}**."
    if wrong.empty:
        st.markdown(text)
        return
    sure = "it is surest" if alone else "they agree and are sure"
    st.markdown(
        f"{text} First come those where {sure}: many of these labels are errors themselves."
    )
    tests = np.concatenate([dataset.indices(split) for split in dataset.schema.test])
    classes = dataset.schema.classes
    page = st.pagination(-(-len(wrong) // GROUPS), key="hard")
    with st.grid(min_column_width=180) as grid:
        for row in wrong.iloc[(page - 1) * GROUPS : page * GROUPS].itertuples():
            with grid.cell():
                st.image(
                    strip(dataset.images[[tests[row.row]]]),
                    alt=f"a face labelled {classes[row.label]}",
                )
                say = "the run says" if alone else f"{row.agreed:.0%} of the runs say"
                st.caption(
                    f"labelled {bold(classes[row.label])}, {say} {bold(classes[row.predicted])} "
                    f"({row.confidence:.0%} sure)"
                )
