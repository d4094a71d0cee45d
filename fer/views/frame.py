"""What every page has: its title, the question it answers and the way to the others."""

import streamlit as st

PAGES = {
    "Start": ("app.py", ":material/home:"),
    "Compare": ("pages/1_Compare.py", ":material/scatter_plot:"),
    "Train": ("pages/2_Train.py", ":material/model_training:"),
    "Predict": ("pages/3_Predict.py", ":material/face:"),
    "Data": ("pages/4_Data.py", ":material/dataset:"),
    "Report": ("pages/5_Report.py", ":material/description:"),
}
"""Script and icon of every page, in the order of the menu."""


def open_page(name: str, question: str, title: str | None = None) -> None:
    """Begin a page. Every page calls this first, as a page's address does not pass through app.py.

    Args:
        name: Its name in the menu.
        question: What it answers, in a sentence.
        title: Its heading, where that is not its name.
    """
    st.set_page_config(
        page_title=f"{name} · FER Compare",
        page_icon=":material/sentiment_satisfied:",
        layout="wide",
    )
    with st.container(horizontal=True, gap="small"):
        for label, (script, icon) in PAGES.items():
            st.page_link(script, label=label, icon=icon, width="content")
    st.title(title or name)
    st.markdown(question)
