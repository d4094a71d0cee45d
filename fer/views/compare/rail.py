"""The controls of the page, in Streamlit's sidebar."""

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10

import pandas as pd
import streamlit as st

from fer.comparison import MEASURES, SIZES, offered
from fer.models import FAMILIES
from fer.schema import Schema
from fer.views.compare import address
from fer.views.compare.content import trainings
from fer.views.compare.state import (
    ANYONE,
    DISTILLED,
    LIMITED,
    PLAIN,
)

TAUGHT = {ANYONE: "anyone", PLAIN: "labels", DISTILLED: "teacher"}
MANTISSAS = (1, 1.5, 2, 3, 5, 7)
MILLISECONDS = (0.1, 100.0)
"""Between which a limit of time can be set, whatever this machine takes: it is asked for before the
runs are timed, and with bounds of their own its steps stay as times come in."""


def what(sets: dict[str, str], schemas: Mapping[str, Schema]) -> str:
    """Ask what is compared.

    Args:
        sets: Names of the data sets by fingerprint, the commonest first.
        schemas: Their classes and splits.

    Returns:
        The data set's fingerprint.
    """
    data = address.key("data")
    address.keep(data, list(sets), next(iter(sets)))
    if len(sets) > 1:
        st.sidebar.selectbox(
            "Data set",
            list(sets),
            format_func=sets.get,
            key=data,
            help="Runs of different data sets are never drawn together.",
        )
    schema = schemas[st.session_state[data]]
    measures, measure = list(offered(schema)), address.key("measure")
    chooses = "chooses" if len(schema.test) == 1 else "choose"
    validation = "a part of the set" if schema.validation else "held out of Training"
    address.keep(measure, measures, schema.main)
    st.sidebar.selectbox(
        "Judged by",
        measures,
        format_func=lambda name: MEASURES[name].label,
        key=measure,
        help=f"{' and '.join(schema.test[::-1]).capitalize()} {chooses} nothing. Validation, "
        f"{validation}, chose each run's best epoch.",
    )
    st.sidebar.selectbox(
        "Against",
        list(SIZES),
        format_func=lambda name: SIZES[name].label,
        key=address.key("size"),
        help="MACs are multiply-accumulates of one face. Activations are input and output of the "
        "hungriest layer. Milliseconds are ONNX Runtime's on one thread of this computer.",
    )
    return st.session_state[data]


def limits(frame: pd.DataFrame) -> None:
    """Ask for a budget.

    Args:
        frame: All rows of the data set's table, in which `milliseconds` are empty.
    """
    some = any(st.session_state[address.key(f"most_{name}")] for name in LIMITED)
    with st.sidebar.expander("Budget", icon=":material/savings:", expanded=True):
        for name in LIMITED:
            # Whoever wants to limit memory sets weights first.
            key, size = address.key(f"most_{name}"), SIZES[name]
            values = frame[name].dropna()
            low, high = (values.min(), values.max()) if len(values) else MILLISECONDS
            options = steps(low, high, size.divisor)
            if (value := st.session_state[key]) and value not in options:
                options = sorted([*options, value])
            st.select_slider(
                size.limit,
                [*options, None],
                format_func=lambda value, size=size: size.words(value) if value else "no limit",
                key=key,
                help=size.help,
            )
        if some:
            st.button("No limits", key="compare_no_limits", on_click=_no_limits)


def steps(low: float, high: float, unit: float = 1) -> list[float]:
    """Round values, evenly spaced on a logarithmic scale, from about `low` to at most `high`."""
    decades = range(floor(log10(low / unit)), ceil(log10(high / unit)) + 1)
    values = [float(f"{m}e{decade}") * unit for decade in decades for m in MANTISSAS]
    return [value for value in values if low <= value < high] or [float(ceil(high))]


def which(frame: pd.DataFrame, put_aside: bool) -> None:
    """Ask which runs are shown.

    Args:
        frame: All rows of the data set's table.
        put_aside: Whether any run is archived.
    """
    st.sidebar.text_input(
        "Find",
        key=address.key("find"),
        placeholder="63k distilled",
        icon=":material/search:",
        help="Words of a run's name, family, teacher, training, tags and notes.",
    )
    families = address.key("families")
    present = [name for name in FAMILIES if name in set(frame["family"])]
    _keep_all(families, present)
    st.sidebar.pills(
        "Family",
        present,
        selection_mode="multi",
        format_func=lambda name: FAMILIES[name].label,
        key=families,
    )
    st.sidebar.segmented_control(
        "Taught by",
        list(TAUGHT),
        format_func=TAUGHT.get,
        required=True,
        key=address.key("taught"),
    )
    training, ways = address.key("training"), trainings(frame)
    _keep_all(training, list(ways))
    st.sidebar.multiselect(
        "Training", list(ways), format_func=ways.get, key=training, placeholder="any"
    )
    # What is on can be switched off, whatever has gone since, or was never here.
    own, archived = address.key("own"), address.key("archived")
    if not frame["zoo"].all() or st.session_state[own]:
        st.sidebar.toggle("Only my own runs", key=own)
    if put_aside or st.session_state[archived]:
        st.sidebar.toggle("Show archived", key=archived)


def _no_limits() -> None:
    for name in LIMITED:
        st.session_state[address.key(f"most_{name}")] = None


def _keep_all(key: str, options: Sequence[str]) -> None:
    """Take back those of several choices that are not offered."""
    st.session_state[key] = [each for each in st.session_state[key] or () if each in options]
