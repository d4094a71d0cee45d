"""Two to six runs beside each other."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd
import streamlit as st

from fer import data
from fer.charts import pairs as charts
from fer.charts.data import strip
from fer.charts.training import confusion
from fer.comparison import pairs, settings
from fer.errors import FerError
from fer.evaluation import reliability
from fer.models import FAMILIES
from fer.runs import Run
from fer.runs.progress import duration
from fer.views import chart
from fer.words import bold, plain, sentence

FACES = 12


def show(runs: list[Run], frame: pd.DataFrame) -> None:
    """Everything that sets the runs apart.

    Args:
        runs: Two to six finished runs of one data set.
        frame: Their rows of `fer.comparison.table`.
    """
    families = {run.name: run.config.architecture.family for run in runs}
    _figures(runs, frame)
    try:
        said = {run.name: pairs.answers(run) for run in runs}
        couples = list(combinations(said, 2))
        pairings = [pairs.pair(said[one], said[other]) for one, other in couples]
    except FerError as error:
        st.warning(sentence(str(error)))
        return
    _pairings(couples, pairings)
    _curves(runs, families)
    split = runs[0].config.schema.main
    _recall(runs, families, split)
    _calibration(said, families, runs[0].config.schema.test)
    _differences(runs)
    couple = (runs[0].name, runs[1].name)
    if len(couples) > 1:
        couple = st.selectbox(
            "Two of them in detail", couples, format_func=" and ".join, key="couple"
        )
    first, second = (run for name in couple for run in runs if run.name == name)
    _confusion(first, second, split)
    _faces(first, second, said)


def _figures(runs: list[Run], frame: pd.DataFrame) -> None:
    rows = frame.set_index("run").loc[[run.name for run in runs]]
    columns = st.columns(len(runs))
    for column, (run, (name, row)) in zip(
        columns, zip(runs, rows.iterrows(), strict=True), strict=True
    ):
        with column.container(border=True):
            st.markdown(bold(name))
            st.metric(
                " and ".join(run.config.schema.test).capitalize(),
                f"{row['pooled']:.1%}",
                help="95% interval of this run by itself below.",
            )
            st.caption(
                f"{row['pooled_low']:.1%} to {row['pooled_high']:.1%}  \n"
                f"{row['parameters']:,} parameters  \n{row['macs']:,} MACs  \n"
                f"{row['bytes'] / 1024:,.0f} KB of weights  \n"
                f"{row['peak_bytes'] / 1024:,.0f} KB of activations at the peak  \n"
                f"{duration(row['training_seconds'])} of training steps, "
                f"{run.metrics['training_images_per_second']:,.0f} images/s, where it was trained"
            )


def _pairings(couples: list[tuple[str, str]], pairings: list[pairs.Pairing]) -> None:
    corrected = pairs.holm([pairing.p for pairing in pairings])
    for (first, second), pairing, p in zip(couples, pairings, corrected, strict=True):
        st.markdown(pairing.words(first, second, p))
        st.caption(
            f"Both get {pairing.both:,} right, only {plain(first)} {pairing.only_first:,}, only "
            f"{plain(second)} {pairing.only_second:,}, neither {pairing.neither:,}."
        )
    st.caption(
        "McNemar's exact test is about these trained weights; another seed may come out otherwise."
        + " Its p is corrected for the number of pairs (Holm 1979)." * (len(pairings) > 1)
    )


def _curves(runs: list[Run], families: dict[str, str]) -> None:
    axis = st.segmented_control(
        "Learning curves by", ["epoch", "seconds"], default="epoch", required=True, key="curves_by"
    )
    histories = {}
    for run in runs:
        try:
            histories[run.name] = run.history()
        except FerError as error:
            st.warning(sentence(str(error)))
    chart.show(
        charts.learning_curves(histories, families, seconds=axis == "seconds"),
        f"learning curves by {axis}",
        f"Accuracy on validation of {', '.join(families)} by {axis}",
    )


def _recall(runs: list[Run], families: dict[str, str], split: str) -> None:
    st.markdown(f"**Share of each class that is recognised** ({split})")
    recalls = {run.name: run.metrics["splits"][split]["recall"] for run in runs}
    chart.show(
        charts.class_recall(recalls, families),
        f"recall {split}",
        f"Recall of each class on {split}, a bar a run",
    )


def _confusion(first: Run, second: Run, split: str) -> None:
    classes = first.config.schema.classes
    matrices = [run.metrics["splits"][split]["confusion"] for run in (first, second)]
    columns = st.columns(3)
    for column, run, matrix in zip(columns, (first, second), matrices, strict=False):
        color = FAMILIES[run.config.architecture.family].color
        with column:
            st.markdown(f"**Confusion of {plain(run.name)}** ({split}, percent)")
            chart.show(
                confusion(matrix, classes, color),
                f"{run.name} confusion {split}",
                f"Confusion matrix of {run.name} on {split}: true classes by predicted ones",
            )
    with columns[2]:
        st.markdown("**The first less the second** (points)")
        chart.show(
            charts.confusion_difference(*matrices, classes),
            f"{first.name} less {second.name} {split}",
            f"Difference of the confusion matrices of {first.name} and {second.name}",
        )


def _calibration(
    said: dict[str, pd.DataFrame], families: dict[str, str], tests: Sequence[str]
) -> None:
    found = {
        name: reliability(answers["confidence"].to_numpy(), answers["right"].to_numpy())
        for name, answers in said.items()
    }
    st.markdown(f"**Is a network as often right as it is sure?** ({' and '.join(tests)})")
    chart.show(
        charts.reliability_diagram({name: rows for name, (rows, _) in found.items()}, families),
        "reliability",
        "Share of right answers against confidence, a line a run",
    )
    st.caption(
        "Expected calibration error (Guo et al. 2017): "
        + ", ".join(f"{plain(name)} {100 * error:.1f} points" for name, (_, error) in found.items())
        + "."
    )


def _differences(runs: list[Run]) -> None:
    st.markdown("**What differs in their settings**")
    found = settings.differing(runs)
    st.dataframe(found.map(settings.text).rename(columns=settings.words).T)


def _faces(first: Run, second: Run, said: dict[str, pd.DataFrame]) -> None:
    one, other = said[first.name], said[second.name]
    rows = pairs.disagreements(one, other)
    names = f"{plain(first.name)} and {plain(second.name)}"
    st.markdown(f"**Images that {names} judge differently** ({len(rows):,})")
    try:
        dataset = data.load(first.config.data)
    except FerError:
        dataset = None
    if dataset is None or dataset.fingerprint != first.config.fingerprint:
        st.caption("Import the data set on the Data page to see them.")
        return
    places = np.concatenate([dataset.indices(split) for split in dataset.schema.test])[rows]
    classes = dataset.schema.classes
    words = list(map(plain, classes))
    page = st.pagination(max(1, -(-len(rows) // FACES)), key="disagreements")
    shown = slice((page - 1) * FACES, page * FACES)
    grid = st.columns(FACES // 2)
    for number, (row, place) in enumerate(zip(rows[shown], places[shown], strict=True)):
        with grid[number % len(grid)]:
            st.image(
                strip(dataset.images[[place]]), alt=f"a face labelled {classes[one['label'][row]]}"
            )
            st.caption(
                f"labelled **{words[one['label'][row]]}**"
                + "".join(
                    f"  \n{plain(run.name)}: {words[each['predicted'][row]]} "
                    f"{each['confidence'][row]:.0%}"
                    for run, each in ((first, one), (second, other))
                )
            )
