"""FER Compare, `streamlit run app.py`: what came out, in a plot, a sentence and a photo."""

import streamlit as st

from fer import comparison, data
from fer.runs import all_runs
from fer.views import start
from fer.views.frame import PAGES, open_page
from fer.words import count, plain

runs = comparison.finished(all_runs())
real = comparison.table(comparison.on_fer2013(runs))
points = comparison.points(comparison.best_of_each(real), start.MEASURE)
open_page(
    "Start",
    "How small can a network be and still read a facial expression? "
    + comparison.in_short(points, start.MEASURE),
    title="FER Compare",
)
judged, drawn = st.columns([5, 7], gap="medium")
with judged:
    start.photo()
with drawn:
    if len(points):
        start.plot(points)
with st.container(horizontal=True):
    for page in PAGES.values():
        if page.offer:
            st.page_link(page.script, label=page.offer, icon=":material/arrow_forward:")
sets = ", ".join(map(plain, data.names()))
st.caption(f"{count(len(runs), 'trained network')}. Data sets: {sets}.")
