"""Two to four runs beside each other."""

from itertools import combinations

import numpy as np
import pandas as pd
import streamlit as st

from fer import LABELS, data
from fer.charts import pairs as charts
from fer.charts.data import strip
from fer.comparison import pairs
from fer.comparison.measures import TEST
from fer.errors import FerError
from fer.evaluation import reliability
from fer.runs import Run
from fer.runs.progress import duration

FACES = 12


def show(runs: list[Run], frame: pd.DataFrame) -> None:
    """Everything that sets the runs apart.

    Args:
        runs: Two to four finished runs of one data set.
        frame: Their rows of `fer.comparison.table`.
    """
    families = {run.name: run.config.architecture.family for run in runs}
    _figures(runs, frame)
    try:
        said = {run.name: pairs.answers(run) for run in runs}
        for one, other in combinations(said, 2):
            _pairing(one, other, pairs.pair(said[one], said[other]))
    except FerError as error:
        st.warning(str(error))
        return
    _curves(runs, families)
    _classes(runs, families)
    _calibration(said, families)
    _differences(runs)
    _faces(runs, said)


def _figures(runs: list[Run], frame: pd.DataFrame) -> None:
    rows = frame.set_index("run").loc[[run.name for run in runs]]
    columns = st.columns(len(runs))
    for column, (run, (name, row)) in zip(
        columns, zip(runs, rows.iterrows(), strict=True), strict=True
    ):
        with column.container(border=True):
            st.markdown(f"**{name}**")
            st.metric(
                "Public and private",
                f"{row['pooled']:.1%}",
                help="95 % interval of this run by itself below.",
            )
            st.caption(
                f"{row['pooled_low']:.1%} to {row['pooled_high']:.1%}  \n"
                f"{row['parameters']:,} parameters  \n{row['macs']:,} MACs  \n"
                f"{row['bytes'] / 1024:,.0f} KB of weights  \n"
                f"{row['peak_bytes'] / 1024:,.0f} KB of activations at the peak  \n"
                f"trained {duration(row['training_seconds'])}, "
                f"{run.metrics['training_images_per_second']:,.0f} images/s"
            )


def _pairing(first: str, second: str, pairing: pairs.Pairing) -> None:
    st.markdown(pairing.words(first, second))
    st.caption(
        f"Of {pairing.n:,} public and private images both get {pairing.both:,} right, only "
        f"{first} {pairing.only_first:,}, only {second} {pairing.only_second:,}, neither "
        f"{pairing.neither:,}."
    )


def _curves(runs: list[Run], families: dict[str, str]) -> None:
    axis = st.segmented_control(
        "Learning curves by", ["epoch", "seconds"], default="epoch", required=True, key="curves_by"
    )
    try:
        histories = {run.name: run.history() for run in runs}
    except FerError as error:
        st.warning(str(error))
        return
    st.plotly_chart(
        charts.learning_curves(histories, families, seconds=axis == "seconds"),
        key=f"learning-{axis}",
        alt=f"Accuracy on validation of {', '.join(families)} by {axis}",
    )


def _classes(runs: list[Run], families: dict[str, str]) -> None:
    split = "private"
    figures = {run.name: run.metrics["splits"][split] for run in runs}
    left, right = st.columns(2)
    left.markdown(f"**Share of each class that is recognised** ({split})")
    left.plotly_chart(
        charts.class_recall({name: each["recall"] for name, each in figures.items()}, families),
        key="class-recall",
        alt=f"Recall of each class on {split}, a bar a run",
    )
    first, second = runs[:2]
    right.markdown(f"**Confusion, {first.name} less {second.name}** ({split}, points)")
    right.plotly_chart(
        charts.confusion_difference(
            figures[first.name]["confusion"], figures[second.name]["confusion"]
        ),
        key="confusion-difference",
        alt=f"Difference of the confusion matrices of {first.name} and {second.name}",
    )


def _calibration(said: dict[str, pd.DataFrame], families: dict[str, str]) -> None:
    found = {
        name: reliability(answers["confidence"].to_numpy(), answers["right"].to_numpy())
        for name, answers in said.items()
    }
    st.markdown("**Is a network as often right as it is sure?** (public and private)")
    st.plotly_chart(
        charts.reliability_diagram({name: rows for name, (rows, _) in found.items()}, families),
        key="reliability",
        alt="Share of right answers against confidence, a line a run",
    )
    st.caption(
        "Expected calibration error (Guo et al. 2017): "
        + ", ".join(f"{name} {100 * error:.1f} points" for name, (_, error) in found.items())
        + "."
    )


def _differences(runs: list[Run]) -> None:
    st.markdown("**What differs in their settings**")
    st.dataframe(pairs.differing_settings(runs))


def _faces(runs: list[Run], said: dict[str, pd.DataFrame]) -> None:
    first, second = runs[:2]
    one, other = said[first.name], said[second.name]
    rows = pairs.disagreements(one, other)
    st.markdown(f"**Images that {first.name} and {second.name} judge differently** ({len(rows):,})")
    try:
        dataset = data.load(first.config.data)
    except FerError:
        dataset = None
    if dataset is None or dataset.fingerprint != first.config.fingerprint:
        st.caption("Import the data set on the Data page to see them.")
        return
    places = np.concatenate([dataset.indices(split) for split in TEST])[rows]
    page = st.pagination(max(1, min(50, -(-len(rows) // FACES))), key="disagreements")
    shown = slice((page - 1) * FACES, page * FACES)
    grid = st.columns(FACES // 2)
    for number, (row, place) in enumerate(zip(rows[shown], places[shown], strict=True)):
        with grid[number % len(grid)]:
            st.image(
                strip(dataset.images[[place]]), alt=f"a face labelled {LABELS[one['label'][row]]}"
            )
            st.caption(
                f"labelled **{LABELS[one['label'][row]]}**  \n"
                f"{first.name}: {LABELS[one['predicted'][row]]} {one['confidence'][row]:.0%}  \n"
                f"{second.name}: {LABELS[other['predicted'][row]]} {other['confidence'][row]:.0%}"
            )
