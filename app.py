"""FER Compare, `streamlit run app.py`: what this is, what is loaded, and where to go."""

import streamlit as st

from fer import comparison, data
from fer.charts import scatter
from fer.runs import all_runs
from fer.views.frame import PAGES, open_page

open_page(
    "Start",
    "How small can a network be and still read a facial expression? "
    "FER Compare trains a large teacher, MobileNets and plain CNNs of any width on the same "
    "48x48 faces, passes the teacher's knowledge on to the small ones, and shows what each "
    "parameter buys.",
    title="FER Compare",
)

runs = comparison.finished(all_runs())
real = comparison.table(comparison.on_fer2013(runs))
st.markdown(f"Trained networks loaded: **{len(runs)}**. Data sets: **{', '.join(data.names())}**.")
points = comparison.points(real, "private")
headline = comparison.headline(points, "private")
if headline:
    private = "*Private* is FER2013's PrivateTest: no run learnt it or chose its epoch by it."
    st.info(f"{headline} {private}", icon=":material/lightbulb:")

where, chart = st.columns([6, 7], gap="medium")
for page in PAGES.values():
    if page.offer:
        where.page_link(page.script, label=page.offer, icon=":material/arrow_forward:")
if not real.empty:
    chart.plotly_chart(
        scatter.scatter(points, "parameters", "private"),
        height=360,
        alt="Accuracy on FER2013's private test images by number of parameters",
    )
