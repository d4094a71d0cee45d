"""Plotly figures of what the rest of the package returns. No Streamlit, no TensorFlow."""
