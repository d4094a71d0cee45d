"""Report: the course report's nine systems beside our runs."""

import streamlit as st

from fer import comparison
from fer.frame import open_page
from fer.runs import all_runs

open_page("Report", "Do our own runs reach what the course report states, network by network?")

rows = comparison.beside_report(comparison.finished(all_runs()))
st.dataframe(
    rows,
    hide_index=True,
    placeholder="",
    column_config={
        name: st.column_config.NumberColumn(format="percent")
        for name in rows.columns
        if name.startswith(("report", "ours"))
    }
    | {"parameters": st.column_config.NumberColumn(format="localized")},
)
st.caption(
    "Public and private are FER2013's PublicTest and PrivateTest, 3,589 images each, which give "
    "either figure a 95 % interval of about 1.6 points each way. The report's figures fit these "
    "sizes; that they are of the same images is an assumption. Our runs used augmentation, which "
    "the report's scatters did not. An empty cell waits for a run."
)
st.markdown(
    "The report claims, among other things, that a MobileNet beats a plain CNN when both have "
    "about 60,000 parameters, and that distillation lifts the small MobileNet. The runs on the "
    "Compare page are the evidence so far."
)
