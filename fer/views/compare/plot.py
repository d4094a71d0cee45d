"""The plot, and what is lassoed in it."""

import streamlit as st

from fer.comparison import MEASURES, SIZES
from fer.views import chart
from fer.views.compare import address
from fer.views.compare.content import Content
from fer.views.compare.figure import LOOKS, drawn, trend_words, trends_of
from fer.views.compare.state import PARALLEL, View

KEY = "runs_plot"
_DRAWN = "compare drawn"


def show(content: Content, view: View, fer2013: bool) -> None:
    """Draw the plot; a lasso or a click in it ticks runs.

    As a new figure loses the lasso, the figure stays as it is while the user marks runs in it.

    Args:
        content: What is shown.
        view: How.
        fer2013: Whether the data set is the one that others measured.
    """
    looks = View(**{name: getattr(view, name) for name in LOOKS})
    chosen = content.marked(view.chosen)
    before = st.session_state.get(_DRAWN)
    if address.origin() == KEY and before and before[0] is content and before[1] == looks:
        chosen = before[2]
    st.session_state[_DRAWN] = content, looks, chosen
    name = f"{view.measure}-by-{view.size}"
    against = (
        "and every size and setting, a line a run"
        if view.plot == PARALLEL
        else f"against {SIZES[view.size].label}, one marker a setting"
    )
    st.plotly_chart(
        drawn(content, looks, tuple(chosen), fer2013, chart.ink()),
        key=KEY,
        on_select=_marked,
        selection_mode=["points", "lasso", "box"],
        config={"toImageButtonOptions": {"filename": name, "scale": 2}, "displaylogo": False},
        alt=f"{MEASURES[view.measure].label} {against}; the table below has the figures",
    )
    if view.trends and view.plot != PARALLEL:
        st.caption(trend_words(*trends_of(content, view), view.size))


def _marked() -> None:
    points = st.session_state[KEY]["selection"]["points"]
    runs = [point["customdata"][0] for point in points if point.get("customdata")]
    address.choose(list(dict.fromkeys(runs)), KEY)
