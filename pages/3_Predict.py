"""Predict: several runs judge the faces of the user's pictures, side by side."""

import streamlit as st

from fer import prediction
from fer.views import export, uploads
from fer.views.frame import open_page
from fer.views.predict import choices, inbox, live, pictures, results, sources
from fer.views.predict.memory import forget_removed
from fer.words import sentence

# Streamlit's gray in charts has a contrast of 3.7 to white, where 4.5 is needed.
STYLE = """<style>
[data-testid=stMainBlockContainer] { padding-inline: 2rem }
.js-plotly-plot svg text { fill: currentColor !important }
</style>"""

uploads.keep_in_memory(sources.most_megabytes())
open_page("Predict")
st.html(STYLE)
runs = choices.choose_runs()
search = choices.choose_search()
given = sources.ask()
forget_removed([*inbox.kept(), *(key for key, _ in given)])
is_live = sources.chosen() == sources.LIVE
if not is_live:
    live.forget()
if not given and not is_live:
    st.markdown(
        "**What do the models see in your own face?**\n"
        "1. Every face in your pictures is found, numbered, set level and cut out.\n"
        "2. It becomes 48x48 gray pixels, all that the models see, at three sizes of the crop; "
        "a picture that is a face already stays as it is.\n"
        "3. Each run gives each of its expressions a probability, the mean over the crops. Where "
        "they disagree, the page says so, and it can show which parts of the face speak for an "
        "answer."
    )
if not runs:
    st.info("Choose at least one run to compare.")
else:
    # Before there are pictures too, so that nobody waits for it later.
    runs, faults = prediction.load(runs)
    for fault in faults:
        st.error(sentence(fault))
if is_live and runs:
    live.show(runs, search[0])
if given and runs:
    answers = pictures.show(given, runs, search)
    if sources.chosen() == sources.CAMERA:
        results.show_strip([key for key, _ in given], answers)
    results.show(answers)
st.caption(
    "Pictures stay in the memory of the computer that runs this page: none is written to disk or "
    "logged, and they are gone when you remove them or close the page; of the live camera nothing "
    "is kept. The networks learnt a crowd's guesses at posed and web-searched faces; what a person "
    "feels they cannot tell."
)
export.offer_one_of(runs)
