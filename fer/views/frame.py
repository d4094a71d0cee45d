"""What every page has: its title, the question it answers and the way to the others."""

from pathlib import Path
from typing import NamedTuple

import streamlit as st


class Page(NamedTuple):
    """A page of the app.

    Attributes:
        script: Its file, from the repository's root.
        icon: Its sign in the menu.
        offer: What it is for, in Markdown, where Start shows the way there.
    """

    script: str
    icon: str
    offer: str = ""


PAGES = {
    "Start": Page("app.py", ":material/home:"),
    "Compare": Page(
        "pages/1_Compare.py",
        ":material/scatter_plot:",
        "**Compare** accuracy against size, run by run",
    ),
    "Train": Page(
        "pages/2_Train.py",
        ":material/model_training:",
        "**Train** a network of any width and watch it learn",
    ),
    "Predict": Page(
        "pages/3_Predict.py",
        ":material/face:",
        "**Predict**: three networks judge your own pictures",
    ),
    "Data": Page(
        "pages/4_Data.py",
        ":material/dataset:",
        "**Data**: import faces, see their classes and duplicates",
    ),
    "Report": Page(
        "pages/5_Report.py",
        ":material/description:",
        "**Report**: our runs beside the course report's",
    ),
}
"""Every page, in the order of the menu; this is the only list of them."""
TOP = "4rem"
"""Where a page begins: just below Streamlit's own menu, where there are 6rem otherwise."""
STYLE = f"""
[data-testid=stMainBlockContainer] {{ padding-top: {TOP} }}
[data-testid=stCaptionContainer] code {{ color: inherit }}
[data-testid=stButtonGroup] [data-selected=true] p, [data-testid=stSliderThumbValue] p {{
  color: light-dark(#17705B, #5FD3B0);
}}
"""
"""Texts in the theme's colour have a contrast below 4.5:1 on the dark page otherwise."""
ICON = Path(__file__).with_name("icon.png")
"""The browser's sign of the app; Streamlit's own signs would be asked of another host."""


def open_page(name: str, question: str = "", title: str | None = None) -> None:
    """Begin a page. Every page calls this first, as a page's address does not pass through app.py.

    Args:
        name: Its name in the menu.
        question: What it answers, in a sentence; without one the page has no heading.
        title: Its heading, where that is not its name.
    """
    st.set_page_config(
        page_title=f"{name} · FER Compare",
        page_icon=ICON,
        layout="wide",
    )
    links = list(PAGES.items())
    with st.sidebar.container(gap="xxsmall"):
        for row in range(0, len(links), 2):
            for column, (label, page) in zip(
                st.columns(2, gap="xxsmall"), links[row:], strict=False
            ):
                column.page_link(page.script, label=label, icon=page.icon, width="stretch")
    st.html(f"<style>{STYLE}</style>")
    if question:
        st.title(title or name)
        st.markdown(question)
