"""One image file to 48x48 gray pixels, whatever its size, colours and depth."""

import io
import warnings
from typing import Literal

import numpy as np
from PIL import ExifTags, Image, ImageOps

from fer import IMAGE_SIZE
from fer.data.entries import Entry
from fer.errors import FerError
from fer.pictures import MAX_PIXELS, UPRIGHT, open_image, to_8_bits

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
    image = _loaded(entry)
    # Of most data sets this is all there is to do.
    if image.size == _SIDE and image.mode == "L" and not image.info.keys() & _CHANGING:
        return np.asarray(image)
    gray = _upright(_opaque(image), image).convert("L")
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
    image = _loaded(entry)
    return np.asarray(_upright(_opaque(image), image).convert("RGB"))


def _loaded(entry: Entry) -> Image.Image:
    if entry.size > MAX_IMAGE_BYTES:
        raise UnreadableError(f"{entry.path} has {entry.size:,} bytes, too many for an image")
    try:
        with entry.open() as file:
            content = file.read(MAX_IMAGE_BYTES + 1)
        image = open_image(io.BytesIO(content), "PPM")
        if image.width * image.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        image.load()
    # Hostile bytes make Pillow's decoders and archives raise nearly anything.
    except Exception as error:
        raise UnreadableError(f"{entry.path} cannot be read, it is damaged or no image") from error
    return image


def _opaque(image: Image.Image) -> Image.Image:
    """The image in 8 bits, with gray where it is transparent."""
    if image.mode.startswith(("I", "F")):
        return Image.fromarray(to_8_bits(np.asarray(image), image.mode))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, (GRAY, GRAY, GRAY, 255))
        return Image.alpha_composite(ground, image).convert("RGB")
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def _upright(image: Image.Image, original: Image.Image) -> Image.Image:
    if "exif" not in original.info:
        return image
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        turn = UPRIGHT.get(original.getexif().get(ExifTags.Base.Orientation))
    return image if turn is None else image.transpose(turn)
