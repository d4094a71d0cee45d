"""How numbers stand in the pages' tables."""

import streamlit as st

COUNT = st.column_config.NumberColumn(format="localized")
PERCENT = st.column_config.NumberColumn(format="%.1f%%")
"""Of shares that are given in percent."""
POINTS = st.column_config.NumberColumn(format="%+.1f")
"""Of differences of such shares."""
