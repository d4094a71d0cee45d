"""Report: what the runs say, beside the course report that the project starts from."""

from datetime import date

import streamlit as st

from fer import comparison
from fer.claims import contents, html
from fer.runs import all_runs
from fer.views import export
from fer.views.frame import open_page
from fer.views.report import claims, sections

open_page(
    "Report",
    "The project starts from the report of a machine-learning course, which trained nine networks "
    "on FER2013 and drew nine claims from them. What do our own runs of these networks say?",
)
runs = comparison.on_fer2013(comparison.finished(all_runs()))
with st.spinner("Putting the claims to the test"):
    found = contents(runs)
sections.show(found)
claims.show(found, runs)
export.offer_one_of(runs)
st.download_button(
    "Download this page as one HTML file",
    lambda: html(found, date.today()),
    file_name="fer-compare-report.html",
    mime="text/html",
    icon=":material/download:",
    key="download",
)
