"""The table of runs, whose rows can be ticked, and what is done with it."""

import streamlit as st

from fer.comparison import MEASURES, SIZES, settings
from fer.views.compare import address
from fer.views.compare.columns import SETTING, Table, usual
from fer.views.compare.state import View

KEY = "runs_table"
_ROWS = "compare rows"
HEIGHT = 390


def tools(table: Table, view: View) -> None:
    """A line above the table: how many runs, which columns, what is compared with, the file."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        runs = "1 row" if len(table.runs) == 1 else f"{len(table.runs):,} rows"
        st.markdown(f"**{runs}**", width="content")
        against = address.key("against")
        if st.session_state[against] not in table.runs:
            st.session_state[against] = ""
        st.selectbox(
            "Difference to",
            ["", *table.runs],
            format_func=lambda run: f"Difference to {run or 'the best'}",
            key=against,
            label_visibility="collapsed",
            width=270,
        )
        columns = address.key("columns")
        with st.popover("Columns", icon=":material/view_column:"):
            chosen = [name for name in st.session_state[columns] if name in table.known]
            st.session_state[columns] = chosen
            st.multiselect(
                "Columns",
                table.known,
                format_func=lambda name: label(name, view.measure),
                key=columns,
                placeholder="the usual ones",
                help="Of the settings, those in which the runs shown differ.",
            )
            st.caption("Usual: " + ", ".join(label(n, view.measure) for n in usual(table.known)))
        st.download_button(
            "CSV",
            lambda: csv(table, view),
            file_name="runs.csv",
            mime="text/csv",
            icon=":material/download:",
            key="compare_csv",
            on_click="ignore",
            help="Exactly the rows and columns of the table.",
        )


def show(table: Table, view: View, marked: list[str]) -> None:
    """Draw the table; ticks in it choose runs."""
    wanted = sorted(table.runs.index(run) for run in marked)
    state = st.session_state.get(KEY)
    ticked = state["selection"]["rows"] if state else []
    if sorted(ticked) != wanted:
        rows = {"rows": wanted, "columns": [], "cells": []}
        st.session_state[KEY] = {"selection": rows}
    st.session_state[_ROWS] = table.runs
    st.dataframe(
        table.frame,
        key=KEY,
        on_select=_ticked,
        selection_mode="multi-row",
        hide_index=True,
        placeholder="",
        height=min(HEIGHT, 37 + 35 * max(1, len(table.runs))),
        column_config={name: _config(name, view) for name in table.frame},
    )


def label(name: str, measure: str) -> str:
    """What a column is called."""
    if name == "value":
        return measure.replace("_", " ")
    if name.startswith(SETTING):
        return settings.words(name.removeprefix(SETTING))
    if name in SIZES:
        return SIZES[name].short
    return "95% interval" if name == "interval" else name.replace("_", " ")


def csv(table: Table, view: View) -> str:
    """The table as it is shown."""
    names = {name: label(name, view.measure) for name in table.frame}
    return table.frame.rename(columns=names).to_csv(index=False)


def _config(name: str, view: View) -> object:
    called = label(name, view.measure)
    number = st.column_config.NumberColumn
    if name == "run":
        return st.column_config.TextColumn(called, width=230, pinned=True)
    if name in ("value", *MEASURES):
        about = MEASURES[view.measure if name == "value" else name].label
        return number(called, format="%.1f%%", help=about)
    if name == "difference":
        to = view.against or "the best"
        return number(called, format="%+.1f", help=f"Points more or less than {to}.")
    if name == "spread":
        return number(called, format="%.1f", help="Points between the best and the worst seed.")
    if name == "milliseconds":
        return number(called, format="%.2f", help=SIZES[name].help)
    if name in SIZES:
        return number(called, format="localized", help=SIZES[name].help)
    return st.column_config.Column(called)


def _ticked() -> None:
    runs = st.session_state[_ROWS]
    rows = st.session_state[KEY]["selection"]["rows"]
    address.choose([runs[row] for row in rows if row < len(runs)], KEY)
