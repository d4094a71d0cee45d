"""Pictures with one face whose expression is known: FER2013 faces pasted into larger scenes."""

from typing import Literal, NamedTuple

import numpy as np
from PIL import Image, ImageFilter

from fer.faces.crop import Square

WIDTH, HEIGHT = 480, 360
"""Of every scene, in pixels."""

SIDES = 56, 200
"""Smallest and largest side of the pasted face, in pixels, uniform in its logarithm."""

FARTHEST_TILT = 45.0
DARKEST = 0.15
"""Light of the darkest scene, as a share of the face's own."""

Kind = Literal["upright", "tilted", "dark"]

_SURROUND = 0.5
"""Width of the surroundings that go on from a face's border and fade out, as a share of its side: a
face cut off straight at chin and forehead is one that no photo shows."""


class Scene(NamedTuple):
    """A picture, uint8 (HEIGHT, WIDTH, 3), and where its face is."""

    picture: np.ndarray
    place: Square


def scene(face: np.ndarray, kind: Kind, random: np.random.Generator) -> Scene:
    """Paste a face somewhere into a background.

    Args:
        face: uint8 (48, 48).
        kind: `upright`; `tilted` by up to `FARTHEST_TILT` degrees either way; or `dark`: upright,
            with the light down to `DARKEST`, bent by a gamma of up to 1.8, and noisy.
        random: Draws everything.
    """
    side = float(np.exp(random.uniform(*np.log(SIDES))))
    tilt = float(random.uniform(-FARTHEST_TILT, FARTHEST_TILT)) if kind == "tilted" else 0.0
    x, y = (random.uniform(0.55 * side, length - 0.55 * side) for length in (WIDTH, HEIGHT))
    place = Square(x, y, side, tilt)
    picture = background(random)
    pasted, opacity = _placed(face, place)
    # A photo's light has a colour, and the face is in that light.
    colour = 1 + random.uniform(-0.12, 0.12, 3)
    face_layer = np.clip(pasted[..., None] * colour, 0, 255)
    picture = picture + (face_layer - picture) * opacity[..., None]
    if kind == "dark":
        light = random.uniform(DARKEST, 0.5)
        picture = 255 * light * (picture / 255) ** random.uniform(1.0, 1.8)
        picture = picture + random.normal(0, 2, picture.shape)
    return Scene(np.clip(np.rint(picture), 0, 255).astype(np.uint8), place)


def background(random: np.random.Generator) -> np.ndarray:
    """Clouds of several sizes, float32 (HEIGHT, WIDTH, 3), 0 to 255.

    Like a photo's, their amplitude falls with the frequency (Field 1987, "Relations between the
    statistics of natural images").
    """
    picture = np.full((HEIGHT, WIDTH, 3), random.uniform(50, 190, 3), np.float32)
    for cells in (2, 4, 8, 16, 32, 64):
        gray, colour = (
            random.normal(0, 1, (cells, cells, 1)),
            random.normal(0, 1, (cells, cells, 3)),
        )
        coarse = ((0.8 * gray + 0.4 * colour) * 70 / cells**0.5).astype(np.float32)
        for channel in range(3):
            clouds = Image.fromarray(np.ascontiguousarray(coarse[..., channel]))
            picture[..., channel] += np.asarray(
                clouds.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
            )
    return np.clip(picture, 0, 255)


def _placed(face: np.ndarray, place: Square) -> tuple[np.ndarray, np.ndarray]:
    """The face and its surroundings where they belong, and their opacity; (HEIGHT, WIDTH) each."""
    size = len(face)
    border = round(_SURROUND * size)
    wide = np.pad(face, border, mode="edge")
    blurred = np.array(Image.fromarray(wide).filter(ImageFilter.GaussianBlur(size / 12)))
    blurred[border:-border, border:-border] = face
    wide = blurred.astype(np.float32)
    away = np.abs(np.arange(len(wide)) - (len(wide) - 1) / 2) - size / 2
    distance = np.hypot(*np.meshgrid(np.maximum(away, 0), np.maximum(away, 0)))
    opacity = np.clip(1.0 - distance / border, 0, 1).astype(np.float32)
    scale, turn = size / place.side, np.radians(place.tilt)
    cosine, sine, middle = scale * np.cos(turn), scale * np.sin(turn), len(wide) / 2
    affine = (
        *(cosine, sine, middle - cosine * place.x - sine * place.y),
        *(-sine, cosine, middle + sine * place.x - cosine * place.y),
    )
    layers = (
        Image.fromarray(layer).transform(
            (WIDTH, HEIGHT), Image.Transform.AFFINE, affine, Image.Resampling.BICUBIC
        )
        for layer in (wide, opacity)
    )
    pasted, opacity = (np.asarray(layer) for layer in layers)
    return pasted, np.clip(opacity, 0, 1)
