"""Data: which data sets are there, what they hold, and how to import one."""

from typing import Any

import numpy as np
import streamlit as st

from fer import comparison, data
from fer.charts.data import count_bars, count_rows, face_strips, strip
from fer.comparison import hard
from fer.data import Dataset
from fer.data.store import SYNTHETIC
from fer.errors import FerError
from fer.runs import Run, all_runs
from fer.schema import Schema
from fer.views import chart
from fer.views.data import importing
from fer.views.formats import COUNT, PERCENT
from fer.views.frame import open_page

FACES = 8  # of each class at once
PAGES = 10
GROUPS = 12
FACES_BY_CLASS, CONTRADICTIONS = "Faces by class", "Twins that contradict"
BLANK, HARD = "Blank images", "Wrong for every run"


@st.cache_data(max_entries=16, show_spinner=False)
def info(name: str, fingerprint: str) -> dict[str, Any]:
    """What `fer.data.info` says of the set; the fingerprint makes an import of the name anew."""
    return data.info(data.load(name))


def show_counts(facts: dict[str, Any], schema: Schema) -> None:
    """Images by part and class."""
    st.subheader("Images by class", anchor=False)
    st.markdown(
        "`training` is learnt from"
        + (
            ", `validation` chooses each run's best epoch; "
            if schema.validation
            else " (a part of it is held out as `validation`); "
        )
        + " and ".join(f"`{split}`" for split in schema.test)
        + (" is" if len(schema.test) == 1 else " are")
        + " only measured on."
    )
    left, right = st.columns([3, 2])
    with left:
        chart.show(
            count_bars(facts["counts"]),
            "images by class",
            "Images of each class by part; the table has the figures",
        )
    right.dataframe(
        count_rows(facts["counts"]),
        hide_index=True,
        column_config=dict.fromkeys((*facts["counts"], "all"), COUNT),
    )


def show_flaws(facts: dict[str, Any], schema: Schema) -> None:
    """Duplicates and blank images."""
    twins, alike, blank = facts["duplicates"], facts["near_duplicates"], facts["blank"]
    st.subheader("Duplicates and blank images", anchor=False)
    st.markdown(
        "Twins are images whose pixels are all equal. A test image with a twin in training "
        "flatters a model that has learnt it by heart. Look-alikes differ in light, noise or "
        "compression only (a perceptual hash tells them)."
    )
    figures = (
        ("Groups of twins", twins["groups"], f"hold {twins['images']:,} images"),
        ("In training only", twins["groups_within_training"], "groups"),
        (
            "In training and test",
            twins["groups_spanning_training_and_test"],
            "groups, with "
            + " and ".join(
                f"{twins[f'{split}_with_twin_in_training']:,} {split}" for split in schema.test
            )
            + " images",
        ),
        ("With two labels", twins["groups_with_two_labels"], "groups contradict themselves"),
        (
            "Look alike",
            alike["groups"],
            f"groups, the twins among them; {alike['groups_spanning_training_and_test']:,} in "
            "training and test",
        ),
        (
            "Blank images",
            blank["constant"] + blank["nearly_constant"],
            f"{blank['constant']:,} of one gray, {blank['nearly_constant']:,} nearly so",
        ),
    )
    with st.grid(len(figures), min_column_width=125) as grid:
        for title, value, meaning in figures:
            with grid.cell():
                st.metric(title, f"{value:,}")
                st.caption(meaning)


def show_twins(runs: list[Run]) -> None:
    """What twins in Training do to what is measured."""
    effect = hard.twins_effect(runs)
    if effect.empty:
        return
    st.markdown("**Accuracy with and without the test images that have a twin in Training**")
    st.dataframe(
        effect.set_index("run") * 100,
        column_config={
            "all": PERCENT,
            "without twins": PERCENT,
            "difference": st.column_config.NumberColumn("difference (points)", format="%.1f"),
        },
    )
    st.caption(
        "All test images together. Images that were found twice may also be easier than others, "
        "so the difference is not all due to having been learnt."
    )


def show_faces(dataset: Dataset) -> None:
    """A few faces of each class, browsable."""
    part = st.segmented_control(
        "Part", dataset.schema.parts, default="training", required=True, key="part"
    )
    page = st.pagination(PAGES, key=f"page-{dataset.fingerprint}-{part}")
    for name, faces in face_strips(dataset, part, page - 1, FACES).items():
        st.caption(name)
        st.image(faces, alt=f"{name} faces")


def show_contradictions(dataset: Dataset) -> None:
    """Identical images with different labels."""
    groups = data.contradictions(dataset)
    if not groups:
        st.markdown("No two identical images have different labels.")
        return
    st.markdown(
        f"**{len(groups)}** groups of pixel-identical images do not agree about the class, so no "
        "model can be right on all of them."
    )
    page = st.pagination(-(-len(groups) // GROUPS), key="contradiction")
    with st.grid(min_column_width=180) as grid:
        for group in groups[(page - 1) * GROUPS : page * GROUPS]:
            with grid.cell():
                st.image(strip(dataset.images[group[:1]]), alt="a face with several labels")
                st.caption(
                    ", ".join(
                        f"{count} x {dataset.schema.classes[code]}"
                        for code, count in enumerate(np.bincount(dataset.labels[group]))
                        if count
                    )
                )


def show_blank(dataset: Dataset) -> None:
    """Images that show nothing."""
    constant, nearly = data.blank_images(dataset)
    st.markdown(
        f"**{len(constant)}** images are of one gray, **{len(nearly)}** vary by less than one gray "
        "level."
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


def show_hard(dataset: Dataset, runs: list[Run]) -> None:
    """What every run gets wrong, and what twins do to accuracy."""
    if not runs:
        st.info("No finished run has learnt this set: train one on the Train page.")
        return
    try:
        with st.spinner(f"Reading what {len(runs)} runs said"):
            wrong = hard.wrong_for_all(runs)
    except FerError as error:
        st.warning(str(error))
        return
    st.markdown(
        f"All **{len(runs)}** runs are wrong on **{len(wrong):,}** test images. "
        "First come those where they agree and are sure: many of these labels are errors "
        "themselves."
    )
    if wrong.empty:
        return
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
                st.caption(
                    f"labelled **{classes[row.label]}**, {row.agreed:.0%} of the runs say "
                    f"**{classes[row.predicted]}** ({row.confidence:.0%} sure)"
                )


open_page("Data", "Which faces do the models learn from, and what is wrong with them?")
with st.expander("Import a data set", expanded=data.names() == [SYNTHETIC], key="import"):
    imported = importing.show()
if imported:
    st.session_state["data"] = imported
chosen = st.segmented_control(
    "Data set",
    data.names(),
    default=None if imported else data.names()[0],
    required=True,
    format_func=data.label,
    key="data",
    bind="query-params",
)
try:
    with st.spinner("Opening the data set; the synthetic one is drawn at its first use"):
        dataset = data.load(chosen)
    with st.spinner("Counting"):
        facts = info(chosen, dataset.fingerprint)
except FerError as error:
    st.error(str(error))
    st.stop()
if dataset.synthetic:
    st.info(
        "This set is drawn by code: good for trying things out, but its figures say nothing about "
        "real faces.",
        icon=":material/draw:",
    )
for note in dataset.notes:
    st.caption(note)
show_counts(facts, dataset.schema)
show_flaws(facts, dataset.schema)
learnt = [
    run for run in comparison.finished(all_runs()) if run.config.fingerprint == dataset.fingerprint
]
show_twins(learnt)
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
    show_faces(dataset)
elif look == CONTRADICTIONS:
    show_contradictions(dataset)
elif look == BLANK:
    show_blank(dataset)
else:
    show_hard(dataset, learnt)
