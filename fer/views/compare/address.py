"""How the view, its widgets and the page's address stay the same.

A widget has the state of its field of `View`, under `key`. The address is read when it is not what
was written last, and written when the page has been drawn. Streamlit forgets widgets that another
page does not draw; the last view is kept beside them, and is there again when the user comes back.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from fer.views.compare.state import FIELDS, LIMITED, Query, View, from_query, to_query

_VIEW, _WRITTEN, _ORIGIN = "compare view", "compare address", "compare origin"


def key(name: str) -> str:
    """The key of the widget of a field of `View`, or of a size's limit."""
    return f"compare_{name}"


def load() -> None:
    """Give the widgets their state, before any is drawn."""
    query, last = _address(), st.session_state.get(_VIEW)
    here = key("measure") in st.session_state
    # Where a control was changed, it has its say, and the address follows.
    changed = here and last is not None and current() != last
    if not changed:
        if last is None or (query != st.session_state[_WRITTEN] and (query or here)):
            _put(from_query(query))
            st.session_state[_WRITTEN] = query
        elif not here:
            _put(last)
    # A widget that was not drawn the last time has been forgotten.
    for name, value in _states(st.session_state[_VIEW]).items():
        st.session_state.setdefault(key(name), value)


def current() -> View:
    """What the widgets say now."""
    view = st.session_state[_VIEW]
    now = {name: st.session_state.get(key(name), old) for name, old in _states(view).items()}
    limits = tuple((size, now.pop(f"most_{size}")) for size in LIMITED)
    limits = tuple((size, float(limit)) for size, limit in limits if limit is not None)
    found = {
        name: tuple(value or ()) if isinstance(FIELDS[name].default, tuple) else value
        for name, value in now.items()
    }
    return View(**found, limits=limits)


def write(first_set: str) -> None:
    """Make the address that of what the widgets say.

    Args:
        first_set: The fingerprint of the data set that goes without saying where nothing else is
            said either; a link stays one to its set, whichever is the commonest by then.
    """
    view = current()
    usual = replace(view, data="") == View() and view.data == first_set
    query = {} if usual else to_query(view)
    if query != _address():
        st.query_params.from_dict(query)
    st.session_state[_VIEW], st.session_state[_WRITTEN] = view, query


def reset() -> None:
    """Show what a first visit shows, of the same data set."""
    _put(View(data=current().data))


def choose(runs: list[str], widget: str) -> None:
    """Make these the runs that are ticked; `widget` is the key of where they were."""
    st.session_state[key("chosen")] = runs
    st.session_state[_ORIGIN] = widget


def origin() -> str | None:
    """The key of the widget in which runs were ticked last; None if they came with an address."""
    return st.session_state.get(_ORIGIN)


def _put(view: View) -> None:
    st.session_state[_VIEW] = view
    st.session_state[_ORIGIN] = None
    for name, value in _states(view).items():
        st.session_state[key(name)] = value


def _states(view: View) -> dict[str, Any]:
    """What each widget holds."""
    states = {name: getattr(view, name) for name in FIELDS if name != "limits"}
    limits = dict(view.limits)
    states = {
        name: list(value) if isinstance(value, tuple) else value for name, value in states.items()
    }
    return states | {f"most_{size}": limits.get(size) for size in LIMITED}


def _address() -> Query:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def keep(key: str, options: Sequence[str], default: str) -> None:
    """Take back a choice that is not offered."""
    if st.session_state[key] not in options:
        st.session_state[key] = default
