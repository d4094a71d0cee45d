"""Compare: accuracy against size, and one run in detail."""

import streamlit as st

from fer import comparison
from fer.charts import scatter, training
from fer.charts.theme import FAMILY_COLORS
from fer.errors import FerError
from fer.frame import open_page
from fer.runs import BrokenRun, all_runs

SPLITS = ("private", "public", "validation")

open_page("Compare", "How much accuracy is left as a network shrinks?")

runs = all_runs()
finished = comparison.finished(runs)
if not finished:
    st.info("No finished run yet: train one on the Train page.", icon=":material/info:")
    st.stop()

sets = comparison.data_sets(finished)
choice, axis, on = st.columns(3)
chosen_set = choice.selectbox(
    "Data set",
    list(sets),
    format_func=sets.get,
    key="data",
    bind="query-params",
    help="Runs of different data sets are never drawn together.",
)
x = axis.selectbox(
    "Size",
    list(scatter.X_AXES),
    format_func=scatter.X_AXES.get,
    key="x",
    bind="query-params",
)
split = on.selectbox(
    "Accuracy on",
    SPLITS,
    key="split",
    bind="query-params",
    help="Private and public are the two test sets, which choose nothing. "
    "Validation is the held-out part of Training that chose each run's best epoch.",
)

table = comparison.table([run for run in finished if run.config.fingerprint == chosen_set])
headline = comparison.headline(table, split)
if headline:
    st.markdown(headline)

# The report measured FER2013 alone.
of_fer2013 = any(run.config.fingerprint == chosen_set for run in comparison.on_fer2013(finished))
figure = scatter.scatter(table, x, split, report=of_fer2013)
event = st.plotly_chart(
    figure,
    key=f"scatter-{x}-{split}",
    on_select="rerun",
    selection_mode="points",
    alt=f"Accuracy on {split} against {x}, one marker a run; the table below has the figures",
)
st.caption(
    "Whiskers are 95 % intervals of each run by itself. "
    + comparison.epochs_note(table)
    + (
        "Hollow markers are the course report's figures, on the assumption that its 3,589 public "
        "and private images are FER2013's. "
        if of_fer2013
        else ""
    )
    + "Click a marker to see its run below."
)

points = [point for point in event["selection"]["points"] if point.get("customdata")]
names = list(table["run"])
clicked = points[0]["customdata"][0] if points else None
if clicked in names and clicked != st.session_state.get("clicked"):
    st.session_state["run"] = clicked
st.session_state["clicked"] = clicked

st.subheader("Runs")
st.dataframe(
    comparison.for_people(table),
    hide_index=True,
    column_config={
        name: st.column_config.NumberColumn(format="percent")
        for name in ("train", "validation", "public", "private")
    }
    | {
        name: st.column_config.NumberColumn(format="localized")
        for name in ("parameters", "MACs", "bytes")
    },
)
st.download_button(
    "Download as CSV",
    table.to_csv(index=False),
    file_name="runs.csv",
    mime="text/csv",
    icon=":material/download:",
)

st.subheader("One run")
name = st.selectbox("Run", names, index=len(names) - 1, key="run", bind="query-params")
run = next(run for run in finished if run.name == name)
color = FAMILY_COLORS[run.config.architecture.family]
st.markdown(comparison.describe(run))

try:
    curves = training.curves(run.history(), color)
except FerError as error:
    st.warning(str(error))
else:
    st.plotly_chart(curves, key="curves", alt=f"Accuracy and loss of {name} by epoch")
    st.caption(
        "Training is measured on the views as they are learnt, with the loss that is learnt (label "
        "smoothing and a teacher included), so the two losses are not of one kind; validation on "
        "plain images, with the averaged weights."
    )
figures = run.metrics["splits"][split]
matrix, recall = st.columns(2)
with matrix:
    st.markdown(f"**Which class is taken for which** ({split})")
    st.plotly_chart(
        training.confusion(figures["confusion"], color),
        key="confusion",
        alt=f"Confusion matrix of {name} on {split}: true classes by predicted ones",
    )
with recall:
    st.markdown(f"**Share of each class that is recognised** ({split})")
    st.plotly_chart(
        training.recall(figures["recall"], color),
        key="recall",
        alt=f"Share of each class that {name} recognises on {split}",
    )

for broken in (run for run in runs if isinstance(run, BrokenRun)):
    st.warning(f"The folder '{broken.name}' is not shown: {broken.reason}")
