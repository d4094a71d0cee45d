"""Train: choose a network, see its cost, watch it learn."""

import streamlit as st

from fer.errors import FerError
from fer.views.frame import open_page
from fer.views.train import cost, form, now, past, start
from fer.words import sentence

open_page("Train", "Choose a network, see what it costs before it starts, and watch it learn.")
chosen, started = st.columns([5, 6], gap="medium")
with chosen.container(border=True):
    configs = form.ask()
with started:
    try:
        if configs:
            cost.show(configs)
    except FerError as error:
        st.error(sentence(str(error)))
        configs = []
    start.offer(configs)
    now.watch()
    if configs:
        cost.show_command(configs)
past.show()
