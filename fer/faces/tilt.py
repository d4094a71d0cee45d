"""How far a head leans: a small network reads it off the face.

Landmarks that detectors give were no help: libfacedetection's stay nearly level on a leaning head
(13 degrees off on average, this network 8).
"""

import functools
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from fer import IMAGE_SIZE
from fer.evaluation import softmax
from fer.faces.crop import Square, cut
from fer.models.inference import Network
from fer.models.layers import Layer
from fer.pictures import to_gray
from fer.runs import weights

ANGLES = np.array([-45, -30, -15, 0, 15, 30, 45], np.float32)
"""Degrees that the network's seven classes stand for."""

WEIGHTS = Path(__file__).with_name("tilt.safetensors")

LAYERS = (
    *(Layer("conv", 16, kernel=3, stride=2), Layer("batch_norm"), Layer("relu")),
    *(Layer("conv", 24, kernel=3, stride=2), Layer("batch_norm"), Layer("relu")),
    *(Layer("conv", 48, kernel=3, stride=2), Layer("batch_norm"), Layer("relu")),
    *(Layer("conv", 48, kernel=3), Layer("batch_norm"), Layer("relu")),
    Layer("flatten"),
    Layer("dense", len(ANGLES), bias=True),
)
"""1.7 M multiply-accumulates, 48,000 parameters; trained by `fer.training.tilt`."""


def round_off(crops: np.ndarray) -> np.ndarray:
    """Faces with all but their inscribed circle set to the circle's mean.

    A circle stays the same when it is turned, so that what stands in the corners says nothing.

    Args:
        crops: uint8 (n, 48, 48).

    Returns:
        The same shape and type.
    """
    places = np.arange(IMAGE_SIZE) - (IMAGE_SIZE - 1) / 2
    inside = places[:, None] ** 2 + places**2 <= (IMAGE_SIZE / 2) ** 2
    means = crops[:, inside].mean(axis=1).astype(np.uint8)
    return np.where(inside, crops, means[:, None, None])


def tilts(crops: Sequence[np.ndarray]) -> np.ndarray:
    """Estimate how far heads lean.

    Args:
        crops: Upright squares round the faces, each uint8 (48, 48); see `fer.faces.crop.cut`.

    Returns:
        Degrees from -45 to 45, float32 (n,), positive when the head leans to the picture's right:
        the mean of `ANGLES`, weighted by their probabilities.
    """
    if not len(crops):
        return np.zeros(0, np.float32)
    return softmax(_network().logits(round_off(np.stack(crops)))) @ ANGLES


def leans(picture: np.ndarray, places: Sequence[Square]) -> np.ndarray:
    """Estimate how far heads in a picture lean, in two steps.

    The network was trained up to 45 degrees and hesitates there, so a second look at the head as
    the first one levelled it adds what is left.

    Args:
        picture: Shape (height, width) or (height, width, 3), uint8.
        places: Squares round the faces; their own tilt is where the first look starts.

    Returns:
        Degrees, float32 (n,), positive when the head leans to the picture's right.
    """
    degrees = np.array([place.tilt for place in places], np.float32)
    for _ in range(2):
        turned = [
            place._replace(tilt=float(tilt)) for place, tilt in zip(places, degrees, strict=True)
        ]
        degrees = degrees + tilts([to_gray(cut(picture, place)) for place in turned])
    return degrees


@functools.cache
def _network() -> Network:
    return Network(LAYERS, weights.load(WEIGHTS))
