"""What a data set holds in numbers: images by class, duplicates, blank ones, and what twins do."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from fer import data
from fer.charts.data import count_bars, count_rows
from fer.comparison import hard
from fer.runs import Run
from fer.schema import Schema
from fer.views import chart
from fer.views.formats import COUNT, PERCENT


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


def show_twins(runs: Sequence[Run]) -> None:
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
