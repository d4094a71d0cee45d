"""Data: which data sets are there, what they hold, and how to import one."""

import streamlit as st

from fer import comparison, data
from fer.data.store import SYNTHETIC
from fer.errors import FerError
from fer.runs import all_runs
from fer.views.data import facts, importing, look
from fer.views.frame import open_page
from fer.words import sentence

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
    format_func=lambda name: sentence(data.label(name)),
    key="data",
    bind="query-params",
)
try:
    with st.spinner("Opening the data set; the synthetic one is drawn at its first use"):
        dataset = data.load(chosen)
    with st.spinner("Counting"):
        known = facts.info(chosen, dataset.fingerprint)
except FerError as error:
    st.error(sentence(str(error)))
    st.stop()
if dataset.synthetic:
    st.info(
        "This set is drawn by code: good for trying things out, but its figures say nothing about "
        "real faces.",
        icon=":material/draw:",
    )
for note in dataset.notes:
    st.caption(sentence(note))
facts.show_counts(known, dataset.schema)
facts.show_flaws(known, dataset.schema)
learnt = [
    run for run in comparison.finished(all_runs()) if run.config.fingerprint == dataset.fingerprint
]
facts.show_twins(learnt)
look.show(dataset, learnt)
