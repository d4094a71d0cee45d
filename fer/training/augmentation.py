"""The numbers that fix random views of faces.

A view is a pure function of the image, its number and the seed: `draw` yields the uniform numbers
of one view of every image, and every engine makes the same pictures of them. So a resumed run
continues with the very crops an uninterrupted one would see, and a teacher's answers to a view can
be computed once and reused by every student.
"""

import numpy as np

DRAWS = 10
"""Uniform numbers that fix one view of one image."""


def draw(images: int, seed: int, view: int) -> np.ndarray:
    """The uniform numbers of view `view` of `images` images: float32 (images, DRAWS), 0 to 1."""
    return np.random.default_rng([seed, view]).random((images, DRAWS), dtype=np.float32)
