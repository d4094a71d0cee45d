"""Why: the parts of a face that a network's answer hangs on.

RISE (Petsiuk et al. 2018, https://arxiv.org/abs/1806.07421) needs nothing but answers, so that it
shows every network in the same way: the face is asked about many times, each time with other parts
hidden, and a part is important where the class is likelier with it in sight.
"""

from functools import cache

import numpy as np
from PIL import Image, ImageFilter

from fer import IMAGE_SIZE
from fer.evaluation import softmax
from fer.models.inference import Network

MASKS = 128
CELLS = 7
"""Cells a side of the coarse grid that a mask is drawn on."""
SEEN = 0.5
"""Share of the cells that a mask leaves in sight."""
LEAST = 1e-3
"""Smallest highest effect, in logarithmic probability, that is worth a colour."""
BLUR = 8
"""Pixels: what is hidden is blurred beyond recognition, which is less of a surprise to a network
than a gray patch."""


def saliency(network: Network, crop: np.ndarray, label: int) -> np.ndarray:
    """How much each part of a face speaks for a class.

    Args:
        network: The network that is asked.
        crop: The face, uint8 (48, 48).
        label: The class, an index into the run's classes.

    Returns:
        float32 (48, 48), 0 to 1: the class' mean logarithmic probability with a pixel in sight
        less that with it hidden, as a share of the highest; 0 where hiding does not hurt. All 0
        when nothing speaks for the class. The same face always gives the same picture.
    """
    masks = _masks()
    likely = np.log(np.maximum(softmax(network.logits(hidden(crop, masks)))[:, label], 1e-6))
    likely = (likely - likely.mean()).astype(np.float32)
    centred = masks - masks.mean(axis=0)
    effect = np.tensordot(likely, centred, 1) / np.square(centred).sum(axis=0)
    effect = np.maximum(effect, 0)
    return effect / max(float(effect.max()), LEAST)


def hidden(crop: np.ndarray, masks: np.ndarray) -> np.ndarray:
    """A face with parts blurred away.

    Args:
        crop: uint8 (48, 48).
        masks: What stays in sight, 0 to 1, float32 (n, 48, 48).

    Returns:
        uint8 (n, 48, 48).
    """
    blurred = np.asarray(Image.fromarray(crop).filter(ImageFilter.GaussianBlur(BLUR)), np.float32)
    return np.rint(blurred + (crop - blurred) * masks).astype(np.uint8)


def overlay(crop: np.ndarray, importance: np.ndarray) -> np.ndarray:
    """A face with its important parts in colour.

    Args:
        crop: uint8 (48, 48).
        importance: What `saliency` gives.

    Returns:
        RGB, uint8 (192, 192, 3): gray where nothing is important, glowing orange where all is.
    """
    size = (4 * IMAGE_SIZE,) * 2
    gray = np.asarray(Image.fromarray(crop).resize(size, Image.Resampling.BICUBIC), np.float32)
    weight = Image.fromarray(importance).resize(size, Image.Resampling.BICUBIC)
    weight = np.clip(np.asarray(weight), 0, 1)[..., None] * 0.65
    glow = np.array((255, 120, 0), np.float32)
    return np.rint(gray[..., None] * (1 - weight) + glow * weight).astype(np.uint8)


@cache
def _masks() -> np.ndarray:
    """Soft random masks, float32 (MASKS, 48, 48), shifted so that cells have no fixed borders."""
    random = np.random.default_rng(2018)
    cell = -(-IMAGE_SIZE // CELLS)
    large = (CELLS + 1) * cell
    masks = np.empty((MASKS, IMAGE_SIZE, IMAGE_SIZE), np.float32)
    for place in range(0, MASKS, 2):
        grid = (random.random((CELLS + 1, CELLS + 1)) < SEEN).astype(np.float32)
        smooth = Image.fromarray(grid).resize((large, large), Image.Resampling.BILINEAR)
        top, left = random.integers(0, large - IMAGE_SIZE + 1, 2)
        masks[place] = np.asarray(smooth)[top:, left:][:IMAGE_SIZE, :IMAGE_SIZE]
        # Pairs of opposites halve the noise.
        masks[place + 1] = 1 - masks[place]
    return masks
