"""What came out, how, and the report's questions with our answers."""

import streamlit as st

from fer.claims import Contents, Section
from fer.views import chart
from fer.views.formats import COUNT, PERCENT, POINTS


def show(contents: Contents) -> None:
    """All that stands before the claims."""
    with st.container(border=True):
        st.markdown("\n".join(f"- {line}" for line in contents.conclusion))
    st.markdown(f"**How.** {contents.method}")
    for section in contents.sections:
        _section(section)


def _section(section: Section) -> None:
    st.subheader(section.title, anchor=False)
    if section.text:
        st.markdown(section.text)
    if section.table is not None:
        table = section.table.assign(**{name: 100 * section.table[name] for name in section.shares})
        counts = [name for name in ("parameters", "MACs") if name in table]
        formats = dict.fromkeys(section.shares, PERCENT) | dict.fromkeys(counts, COUNT)
        st.dataframe(
            table,
            hide_index=True,
            placeholder="",
            column_config=formats | dict.fromkeys(section.differences, POINTS),
        )
    if section.figure is not None:
        chart.show(section.figure, section.title.rstrip("?"), section.alt)
