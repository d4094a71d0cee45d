"""Brighten dark pictures, for the search and for the models."""

import numpy as np
from PIL import Image, ImageFilter, ImageOps

DARK = 140
"""A picture with no more than a hundredth above this level is dark."""

GAMMA = 0.7
"""Exponent of the brightening; chosen by the faces found and by `fer bench --crop`."""


def lit(picture: np.ndarray, blur: float) -> np.ndarray:
    """A dark picture at full contrast, brightened and smoothed; any other as it is.

    Args:
        picture: Shape (height, width) or (height, width, 3), uint8.
        blur: Standard deviation in pixels of the Gaussian blur that takes away the noise which is
            brightened with the rest.

    Returns:
        The same shape and type.
    """
    if np.percentile(picture, 99) >= DARK:
        return picture
    full = ImageOps.autocontrast(Image.fromarray(picture), 0.5)
    curve = [round(255 * (level / 255) ** GAMMA) for level in range(256)]
    bright = full.point(curve * len(full.getbands()))
    return np.array(bright.filter(ImageFilter.GaussianBlur(blur)))
