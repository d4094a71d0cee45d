"""Train, distil, evaluate and compare facial-expression models on FER2013.

Importing this package loads neither TensorFlow nor Streamlit.
"""

LABELS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
"""The seven classes, in the order of FER2013's labels 0 to 6."""

IMAGE_SIZE = 48
"""Height and width of every face image, in pixels."""
