"""Train, distil, evaluate and compare facial-expression models on FER2013 or faces of your own.

Importing this package loads neither TensorFlow nor Streamlit.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fer.loaded import Loaded

__all__ = ["IMAGE_SIZE", "load"]

IMAGE_SIZE = 48
"""Height and width of every face image, in pixels."""


def load(name: str) -> "Loaded":
    """A run, ready to be asked from Python.

    ```python
    import fer

    model = fer.load("mobilenet-63k-distilled")
    probabilities = model.predict(faces)  # uint8 (n, 48, 48) to float32 (n, classes)
    ```

    Args:
        name: A name that `python -m fer runs` lists.

    Raises:
        FerError: There is no such run, the name is no text, or the run has no weights.
    """
    from fer.errors import FerError
    from fer.loaded import Loaded
    from fer.runs import find

    if not isinstance(name, str):
        raise FerError(f"Give the name of a run as a text, not {name!r}.")
    return Loaded(find(name))
