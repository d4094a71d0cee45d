"""The controls of how the plot is drawn, in Streamlit's sidebar."""

from collections.abc import Sequence

import streamlit as st

from fer.comparison import settings
from fer.comparison.exports import OF_FILE
from fer.published import PEERS
from fer.schema import TEST_SPLITS
from fer.views.compare import address
from fer.views.compare.state import FAMILY, PARALLEL, SCATTER, View

PLOTS = {SCATTER: "Scatter", PARALLEL: "Parallel"}


def ask(view: View, differing: Sequence[str], several: bool, fer2013: bool) -> None:
    """Ask how it is drawn.

    Args:
        view: What is shown.
        differing: The settings that can be told by colour.
        several: Whether a setting has several seeds.
        fer2013: Whether the data set is the one that others measured.
    """
    color = address.key("color")
    colors = [FAMILY, *(name for name in differing if name != FAMILY)]
    address.keep(color, colors, FAMILY)
    if view.plot == SCATTER:
        st.sidebar.selectbox("Colour by", colors, format_func=settings.words, key=color)
    st.sidebar.segmented_control(
        "Plot", list(PLOTS), format_func=PLOTS.get, required=True, key=address.key("plot")
    )
    toggles = {
        "of_each": (
            "Best of each size",
            "One training of each family and size, plain and distilled: the best on validation.",
        ),
        "best": ("Hide beaten runs", "Those that another beats in both size and measure."),
        "seeds": ("Every seed", "Each seed a marker, not one for all seeds of a setting."),
    }
    if not several:
        del toggles["seeds"]
    if view.plot == SCATTER:
        toggles |= {
            "log": ("Log scale", None),
            "line": ("Best line", "No run is both smaller and better than one on it (Pareto)."),
            "trends": (
                "Trends",
                "A smooth curve through each family's plain runs with its 95% band, from three "
                "sizes on.",
            ),
            "guesses": ("Chance lines", "Chance, and always saying the commonest class."),
        }
        if view.size in OF_FILE and view.measure in TEST_SPLITS:
            toggles["files"] = (
                "Exported files",
                "Each run's files in other formats, as far as they are measured: squares hold "
                "float32, diamonds float16, crosses int8. Milliseconds are those of the machine "
                "that measured them; `python -m fer export RUN --measure` does it here.",
            )
        if fer2013 and view.size == "parameters":
            toggles["report"] = ("Report's figures", "Hollow markers, joined to our runs.")
            sources = "; ".join(f"{peer.name} ({peer.source})" for peer in PEERS)
            about = "Measured by us on the same images with each one's own weights: "
            toggles["peers"] = ("Other projects", about + sources)
    for name, (label, about) in toggles.items():
        st.sidebar.toggle(label, key=address.key(name), help=about)
    st.sidebar.button(
        "Reset all", key="compare_reset", on_click=address.reset, icon=":material/restart_alt:"
    )
