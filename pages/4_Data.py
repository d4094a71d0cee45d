"""Data: which data sets are there, what they hold, and how to import one."""

from pathlib import Path
from typing import Any

import streamlit as st

from fer import data
from fer.charts.data import count_bars, count_rows, face_strips
from fer.data import Dataset
from fer.data.store import SYNTHETIC
from fer.errors import FerError
from fer.frame import open_page

PATH, UPLOAD = "Path on this machine", "Upload"
MAX_MEGABYTES = 500
FACES = 8  # of each class at once
PAGES = 10


def show_import() -> str | None:
    """Widgets that import a data set.

    Returns:
        The name of the set that was just imported; None without one.
    """
    st.markdown(
        "**FER2013** is Kaggle's `msambare/fer2013`: download it there yourself; it may be used "
        "for research. Bring the zip as it is, the folder unpacked from it (`train/<class>/`, "
        "`test/<class>/`), or a `fer2013.csv` or `icml_face_data.csv`. A set of your own in the "
        "same form, 48x48 gray with the same seven classes, works too."
    )
    way = st.segmented_control(
        "Where it is", [PATH, UPLOAD], default=PATH, required=True, key="import_way"
    )
    if way == PATH:
        text = st.text_input(
            "Path of the zip, folder or CSV", placeholder="~/Downloads/archive.zip"
        ).strip()
        source = Path(text) if text else None
    else:
        source = st.file_uploader(
            "Zip or CSV, 500 MB at most", type=["zip", "csv"], max_upload_size=MAX_MEGABYTES
        )
    name = st.text_input(
        "Name (optional)",
        help="By default fer2013 when its counts are FER2013's, else the file's own name. "
        "A set of the same name is replaced.",
    ).strip()
    if not st.button("Import", type="primary", disabled=source is None):
        return None
    bar = st.progress(0.0, "Opening")
    try:
        dataset = data.import_dataset(source, name or None, bar.progress)
    except FerError as error:
        st.error(str(error))
        return None
    finally:
        bar.empty()
    st.success(f"Imported {len(dataset.labels):,} images as {dataset.name}.")
    return dataset.name


@st.cache_data(max_entries=16, show_spinner=False)
def info(name: str, fingerprint: str) -> dict[str, Any]:
    """What `fer.data.info` says of the set; the fingerprint makes an import of the name anew."""
    return data.info(data.load(name))


def show_counts(facts: dict[str, Any]) -> None:
    """Images by part and class."""
    st.subheader("Images by class", anchor=False)
    st.markdown(
        "`training` is learnt from (a part of it is held out as `validation`); `public` and "
        "`private` are the two test sets, which are only measured on."
    )
    left, right = st.columns([3, 2])
    left.plotly_chart(count_bars(facts["counts"]), config={"displayModeBar": False})
    right.dataframe(
        count_rows(facts["counts"]),
        hide_index=True,
        column_config={
            part: st.column_config.NumberColumn(format="localized")
            for part in (*facts["counts"], "all")
        },
    )


def show_flaws(facts: dict[str, Any]) -> None:
    """Duplicates and blank images."""
    twins, blank = facts["duplicates"], facts["blank"]
    st.subheader("Duplicates and blank images", anchor=False)
    st.markdown(
        "Twins are images whose pixels are all equal. A test image with a twin in training "
        "flatters a model that has learnt it by heart."
    )
    figures = (
        ("Groups of twins", twins["groups"], f"hold {twins['images']:,} images"),
        ("In training only", twins["groups_within_training"], "groups"),
        (
            "In training and test",
            twins["groups_spanning_training_and_test"],
            f"groups, with {twins['public_with_twin_in_training']:,} public and "
            f"{twins['private_with_twin_in_training']:,} private images",
        ),
        ("With two labels", twins["groups_with_two_labels"], "groups contradict themselves"),
        (
            "Blank images",
            blank["constant"] + blank["nearly_constant"],
            f"{blank['constant']:,} of one gray, {blank['nearly_constant']:,} nearly so",
        ),
    )
    with st.grid(len(figures), min_column_width=150) as grid:
        for title, value, meaning in figures:
            with grid.cell():
                st.metric(title, f"{value:,}")
                st.caption(meaning)


def show_faces(dataset: Dataset) -> None:
    """A few faces of each class, browsable."""
    st.subheader("Faces", anchor=False)
    part = st.segmented_control(
        "Part", ["training", "public", "private"], default="training", required=True, key="part"
    )
    page = st.pagination(PAGES, key=f"page-{dataset.fingerprint}-{part}")
    for name, strip in face_strips(dataset, part, page - 1, FACES).items():
        st.caption(name)
        st.image(strip, alt=f"{name} faces")


open_page("Data", "Which faces do the models learn from, and what is wrong with them?")
with st.expander("Import a data set", expanded=data.names() == [SYNTHETIC]):
    imported = show_import()
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
show_counts(facts)
show_flaws(facts)
show_faces(dataset)
