"""A chart with its alternative text, its picture and its numbers to take away."""

import plotly.graph_objects as go
import streamlit as st

from fer.charts.values import values

INKS = {"light": "#31333F", "dark": "#D5D8DD"}
"""Of texts in charts, as the theme's gray is pale."""


def ink() -> str | None:
    """The colour of a chart's texts in the theme that the browser shows; None where none is known.

    Its contrast is at least 4.5:1.
    """
    return INKS.get(st.context.theme.type)


def inked(figure: go.Figure) -> go.Figure:
    """A figure whose texts, ticks and titles have that colour."""
    shown, font = go.Figure(figure), {"color": ink()}
    shown.update_layout(font=font)
    for update in (shown.update_xaxes, shown.update_yaxes):
        update(tickfont=font, title={"font": font})
    return shown


def show(figure: go.Figure, name: str, alt: str) -> None:
    """Draw a chart; its menu saves it as `name`.png, the button below it as `name`.csv.

    Args:
        figure: What to draw.
        name: Of the files; also its key, so different for every chart of a page.
        alt: What the chart shows, for those who cannot see it.
    """
    st.plotly_chart(
        inked(figure),
        key=f"chart {name}",
        config={"toImageButtonOptions": {"filename": name, "scale": 2}},
        alt=alt,
    )
    st.download_button(
        "CSV",
        lambda: values(figure).to_csv(index=False),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=f"csv {name}",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        help="The numbers of the chart above.",
    )
