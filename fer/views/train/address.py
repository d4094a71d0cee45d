"""How the form's widgets, the page's address and a visit next door agree.

A widget has the state of its field under `key`. The address says all that is not as usual, so that
a reload, and a link, bring the form back. Streamlit forgets widgets that another page does not
draw; the last values are kept beside them.
"""

import streamlit as st

from fer.views.train.state import (
    FIELDS,
    OF_RECIPE,
    Query,
    Values,
    base_of,
    from_query,
    to_query,
    usual,
)

_KEPT, _BASE = "train form", "train base"


def key(name: str) -> str:
    """The key of the widget of a field."""
    return f"train_{name}"


def load() -> None:
    """Give the widgets their state, before any is drawn."""
    kept, query = st.session_state.get(_KEPT), _address()
    if key("network") not in st.session_state and (query or kept is None):
        kept = from_query(query)
        st.session_state[_BASE] = base_of(kept)
    st.session_state[_KEPT] = kept
    values = current()
    base, before = base_of(values), st.session_state[_BASE]
    if base != before:
        # What was left as the last network has it follows the new one.
        old, new = usual(before), usual(base)
        follow = [name for name in OF_RECIPE if values[name] == old[name] != new[name]]
        st.session_state[_BASE] = base
        # No others: what is typed into them meanwhile would be lost.
        for name in follow:
            st.session_state[key(name)] = values[name] = new[name]
    st.session_state[_KEPT] = values
    for name, value in values.items():
        st.session_state.setdefault(key(name), list(value) if isinstance(value, tuple) else value)


def current() -> Values:
    """What the widgets say now, and of those that are not drawn what they said last."""
    kept = st.session_state[_KEPT]
    values = {name: st.session_state.get(key(name), kept[name]) for name in FIELDS}
    return {
        # An emptied number or text is None until it is filled again.
        name: kept[name] if value is None else tuple(value) if isinstance(value, list) else value
        for name, value in values.items()
    }


def write(first_set: str) -> None:
    """Make the address that of what the widgets say.

    Args:
        first_set: The data set that goes without saying.
    """
    values = current()
    st.session_state[_KEPT] = values
    query = to_query(values | ({"data": ""} if values["data"] == first_set else {}))
    if query != _address():
        st.query_params.from_dict(query)


def _address() -> Query:
    return {name: st.query_params.get_all(name) for name in st.query_params}
