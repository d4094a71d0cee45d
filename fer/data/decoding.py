"""One image file to 48x48 gray pixels, whatever its size, colours and depth."""

import io
import warnings
from typing import Literal

import numpy as np
from PIL import Image, ImageOps

from fer import IMAGE_SIZE
from fer.data.entries import Entry
from fer.errors import FerError
from fer.pictures import MAX_PIXELS, opaque, open_image, upright

Fit = Literal["crop", "pad"]
"""How an image that is no square becomes one: its middle is cut out, or gray is put around it."""

MAX_IMAGE_BYTES = 50_000_000
"""Largest image file accepted, unpacked."""

GRAY = 128
"""What shows through transparent pixels, and stands around padded images."""

_SIDE = (IMAGE_SIZE, IMAGE_SIZE)
_CHANGING = {"exif", "transparency"}


class UnreadableError(FerError):
    """An image that cannot be read."""


def pixels(entry: Entry, fit: Fit) -> np.ndarray:
    """Decode an image: uint8 of shape (48, 48), 0 black to 255 white.

    Colours become luma (ITU-R BT.601-7, as Pillow's mode `L`), transparency is laid on gray, depths
    of more than 8 bits are scaled, the EXIF rotation is applied, of an animation the first frame is
    taken. Larger and smaller images are resized with an antialiasing Lanczos filter.

    Raises:
        UnreadableError: It is damaged, no image, or too large.
    """
    gray = _loaded(entry).convert("L")
    if gray.size == _SIDE:
        return np.asarray(gray)
    if fit == "pad":
        gray = ImageOps.pad(gray, _SIDE, Image.Resampling.LANCZOS, color=GRAY)
    else:
        gray = ImageOps.fit(gray, _SIDE, Image.Resampling.LANCZOS)
    return np.asarray(gray)


def colours(entry: Entry) -> np.ndarray:
    """Decode an image for a face detector: uint8 (height, width, 3), RGB.

    Raises:
        UnreadableError: See `pixels`.
    """
    return np.asarray(_loaded(entry).convert("RGB"))


def _loaded(entry: Entry) -> Image.Image:
    """An image in 8 bits, upright and opaque."""
    if entry.size > MAX_IMAGE_BYTES:
        raise UnreadableError(f"{entry.path} has {entry.size:,} bytes, too many for an image")
    try:
        with entry.open() as file:
            content = file.read(MAX_IMAGE_BYTES + 1)
        image = open_image(io.BytesIO(content), "PPM")
        if image.width * image.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        image.load()
        # Of most data sets this is all there is to do.
        if image.mode == "L" and not image.info.keys() & _CHANGING:
            return image
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return upright(opaque(image, GRAY), image)
    except Image.DecompressionBombError as error:
        raise UnreadableError(
            f"{entry.path} has more than {MAX_PIXELS // 1_000_000} megapixels, scale it down"
        ) from error
    # Hostile bytes make Pillow's decoders and archives raise nearly anything.
    except Exception as error:
        raise UnreadableError(f"{entry.path} cannot be read, it is damaged or no image") from error
