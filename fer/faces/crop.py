"""Cut a face out of a picture as the models see it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PIL import Image

from fer import IMAGE_SIZE

Box = tuple[int, int, int, int]
"""x, y, width, height in pixels, the origin at the picture's upper left corner."""

MARGIN = 0.9
"""Side of a crop as a multiple of the box's height."""

MARGINS = (0.8, MARGIN, 1.0)
"""Of a face's crops, whose mean answer counts: no box is certain to a tenth of its height, and of
three crops one or another is framed as the models learnt it. Chosen by `fer bench --crop`."""

ENOUGH = 4 * IMAGE_SIZE
"""A larger crop is scaled down to this side before it is turned."""

LARGEST = 8 * ENOUGH
"""Of a crop of more than twice this side only every second, third, … pixel is read."""


class Square(NamedTuple):
    """Where to cut: a square round (x, y), leaning by `tilt` degrees; lengths in pixels."""

    x: float
    y: float
    side: float
    tilt: float = 0.0


def square(box: Box, tilt: float = 0.0, margin: float = MARGIN) -> Square:
    """The square of a face's crop: centred on the box, its side the box's height by `margin`."""
    x, y, width, height = box
    return Square(x + width / 2, y + height / 2, height * margin, tilt)


def rounded(box: tuple[float, ...]) -> Box:
    """A box in whole pixels, its corners the nearest ones."""
    left, top = round(box[0]), round(box[1])
    return left, top, round(box[0] + box[2]) - left, round(box[1] + box[3]) - top


def inside(box: tuple[float, ...], height: int, width: int) -> Box:
    """The part of a box inside the picture, in whole pixels, at least one of them."""
    x, y, w, h = rounded(box)
    right, bottom = min(width, x + w), min(height, y + h)
    left, top = min(max(0, x), width - 1), min(max(0, y), height - 1)
    return left, top, max(1, right - left), max(1, bottom - top)


def crops(
    picture: np.ndarray, box: Box, tilt: float = 0.0, margins: Sequence[float] = MARGINS
) -> np.ndarray:
    """Cut a face out at several margins.

    Args:
        picture: Shape (height, width), uint8.
        box: The face, which may reach beyond the picture.
        tilt: Degrees by which it leans to the right.
        margins: Of each crop; the last of several is mirrored, which is one more look at the face.

    Returns:
        uint8 (margins, 48, 48).
    """
    faces = np.stack([cut(picture, square(box, tilt, margin)) for margin in margins])
    if len(margins) > 1:
        faces[-1] = faces[-1, :, ::-1]
    return faces


def cut(picture: np.ndarray, place: Square, size: int = IMAGE_SIZE) -> np.ndarray:
    """Cut a square out and set it level.

    Where it leaves the picture the picture's outermost pixels are repeated.

    Args:
        picture: Shape (height, width) or (height, width, 3), uint8.
        place: The square.
        size: Side of the result in pixels.

    Returns:
        Shape (size, size) or (size, size, 3), uint8, resized with an antialiasing Lanczos filter.
    """
    side = max(1, round(place.side))
    # A turned square needs what stands in the corners.
    reach = side if place.tilt == 0 else int(np.ceil(side * 1.5))
    left, top = round(place.x - reach / 2), round(place.y - reach / 2)
    # Marked by hand, a face may be as high as the longest picture.
    step = max(1, side // LARGEST)
    rows = np.clip(np.arange(top, top + reach, step), 0, picture.shape[0] - 1)
    columns = np.clip(np.arange(left, left + reach, step), 0, picture.shape[1] - 1)
    image = Image.fromarray(picture[rows[:, None], columns])
    side, reach = side / step, len(rows)
    edge = 0.0
    if place.tilt:
        scale = min(1.0, ENOUGH / side)
        reach = max(1, round(reach * scale))
        image = image.resize((reach, reach), Image.Resampling.LANCZOS)
        image = image.rotate(place.tilt, Image.Resampling.BICUBIC)
        edge = max(0.0, (reach - side * scale) / 2)
    area = (edge, edge, reach - edge, reach - edge)
    return np.array(image.resize((size, size), Image.Resampling.LANCZOS, box=area))
