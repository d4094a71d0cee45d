"""Read a user's picture, whatever its kind, into RGB pixels."""

import functools
import io
import threading
import warnings
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, UnidentifiedImageError

from fer.errors import FerError

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF", "BMP", "GIF", "TIFF")
"""What is read, in Pillow's names; other decoders never see the bytes. HEIC is HEIF's best known
kind."""

MAX_PIXELS = 40_000_000
"""Largest picture that is decoded; at its peak that holds 14 (RGB) to 26 (16-bit gray) bytes a
pixel, about 1 GB at most."""

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What sets a picture of each EXIF orientation upright (EXIF 2.32, tag 0x0112). Pillow's
`exif_transpose` also writes the metadata anew and fails where a camera left a blemish in it."""

_ADVICE = "save it as JPEG or PNG and try again"

# `warnings.catch_warnings` changes the whole process, and pages run in threads.
_WARNINGS = threading.Lock()


def read_picture(source: bytes | Path) -> np.ndarray:
    """Read a picture file.

    The content decides the format, not the name. The EXIF rotation is applied, transparency is
    laid on white, 16-bit and floating-point gray are scaled to 8 bits, and of several frames the
    first (of HEIF its main one) is taken; see `frames`. The size is checked before anything is
    decoded and is not changed, so that boxes found in the result are in pixels of the user's
    picture.

    Args:
        source: The file's content, or the path of a file.

    Returns:
        Picture of shape (height, width, 3), uint8, RGB.

    Raises:
        FerError: If there is no such file, it is empty, of another format, damaged or cut short,
            or larger than `MAX_PIXELS`.
    """
    if isinstance(source, Path):
        try:
            size = source.stat().st_size if source.is_file() else None
        except (OSError, ValueError):  # a name too long or with a zero byte
            size = None
        if size is None:
            raise FerError(f"There is no file {source}; give the path of a picture.")
    else:
        size = len(source)
    if size == 0:
        raise FerError("The picture file is empty; choose another one.")
    with _WARNINGS, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a blemish in the metadata is not the user's concern
        return _decode(source if isinstance(source, Path) else io.BytesIO(source))


def frames(source: bytes | Path) -> int:
    """How many frames (of an animation) or pages a picture file has.

    Args:
        source: The file's content, or the path of a file.

    Returns:
        At least 1; 1 for what `read_picture` refuses, and for a photo with a second version of
        itself (JPEG's multi-picture format), as telephones make them.
    """
    file = source if isinstance(source, Path) else io.BytesIO(source)
    try:
        with _WARNINGS, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with open_image(file) as image:
                return 1 if image.format == "MPO" else getattr(image, "n_frames", 1)
    except Exception:  # hostile bytes make Pillow raise nearly anything; `read_picture` says what
        return 1


def to_gray(picture: np.ndarray) -> np.ndarray:
    """Luma of a picture, `0.299 R + 0.587 G + 0.114 B` (ITU-R BT.601-7, section 2.5.1).

    Args:
        picture: Shape (height, width, 3), uint8, RGB.

    Returns:
        Shape (height, width), uint8; equal to Pillow's mode `L`, with which the data set's own
        pictures are read.
    """
    return np.array(Image.fromarray(picture).convert("L"))


def fit(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    """Scale a picture down to fit into a rectangle; one that fits already stays as it is.

    Args:
        picture: Shape (height, width, 3), uint8, RGB.
        width: Most pixels across.
        height: Most pixels down.
    """
    image = Image.fromarray(picture)
    image.thumbnail((width, height), Image.Resampling.LANCZOS)
    return np.array(image)


def open_image(file: Path | io.BytesIO, *more: str) -> Image.Image:
    """Open, and do not decode yet, an image of `FORMATS` or of more of Pillow's."""
    _register_heif()
    return Image.open(file, formats=(*FORMATS, *more))


@functools.cache
def _register_heif() -> None:
    # Loading it takes as long as loading Pillow, and most commands read no picture.
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False)


def _decode(file: Path | io.BytesIO) -> np.ndarray:
    try:
        with open_image(file) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Image.DecompressionBombError
            image.load()
            return np.array(upright(opaque(image, ground=255).convert("RGB"), image))
    except UnidentifiedImageError:
        raise FerError(f"This file is not a picture of a known format; {_ADVICE}.") from None
    except Image.DecompressionBombError:
        raise FerError(
            f"The picture has more than {MAX_PIXELS // 1_000_000} megapixels; "
            "scale it down and try again."
        ) from None
    except PermissionError:
        raise FerError(f"{file} may not be read; change its permissions or copy it.") from None
    except MemoryError:
        raise FerError(
            "There is not enough memory for this picture; scale it down and try again."
        ) from None
    # Hostile bytes make Pillow's decoders raise nearly anything: OSError, SyntaxError, ValueError,
    # KeyError, struct.error, zlib.error and more.
    except Exception as error:
        raise FerError(
            f"The picture is damaged or cut short; get a whole copy, or {_ADVICE}."
        ) from error


def opaque(image: Image.Image, ground: int) -> Image.Image:
    """An image in 8 bits, gray or RGB, with a gray level where it is transparent."""
    if image.mode.startswith(("I", "F")):
        return Image.fromarray(to_8_bits(np.asarray(image), image.mode))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        below = Image.new("RGBA", image.size, (ground, ground, ground, 255))
        return Image.alpha_composite(below, image).convert("RGB")
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def upright(image: Image.Image, original: Image.Image) -> Image.Image:
    """An image as the EXIF orientation of the one that was opened says; damaged EXIF says nothing.

    Warnings about the metadata are the caller's concern.
    """
    try:
        turn = UPRIGHT.get(original.getexif().get(ExifTags.Base.Orientation))
    except Exception:  # hostile bytes make Pillow raise nearly anything
        return image
    return image if turn is None else image.transpose(turn)


def to_8_bits(values: np.ndarray, mode: str) -> np.ndarray:
    """Gray of more than 8 bits as uint8.

    Mode `I;16` is full-scale. `I` and `F` carry no scale: it is the smallest of 1 (floating point
    only), 255 and 65,535 that holds every value, else the values' own range is stretched.
    """
    values = np.nan_to_num(values.astype(np.float64), posinf=0.0, neginf=0.0)
    low, high = 0.0, float(values.max())
    if mode.startswith("I;16"):
        high = 65535.0
    else:
        scales = [scale for scale in (1.0, 255.0, 65535.0) if scale > 1 or mode == "F"]
        fitting = [scale for scale in scales if values.min() >= 0 and high <= scale]
        low, high = (0.0, fitting[0]) if fitting else (float(values.min()), high)
    return np.rint((values - low) * (255.0 / ((high - low) or 1.0))).astype(np.uint8)
