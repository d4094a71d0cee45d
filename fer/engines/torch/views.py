"""Views of faces, from the numbers of `fer.training.augmentation.draw`."""

from math import pi

import torch
from torch.nn import functional

from fer import IMAGE_SIZE
from fer.runs.recipe import Augmentation

CENTRE = (IMAGE_SIZE - 1) / 2


def apply(images: torch.Tensor, draws: torch.Tensor, settings: Augmentation) -> torch.Tensor:
    """Views of images.

    Args:
        images: Gray levels, uint8 (n, 48, 48).
        draws: Their numbers, float32 (n, DRAWS).
        settings: How far the views may stray.

    Returns:
        Gray levels 0 to 255 as float32 (n, 1, 48, 48).
    """
    pictures = images.float().unsqueeze(1)
    signed = 2 * draws - 1
    if settings.flip or settings.shift or settings.rotate or settings.zoom:
        pictures = _warp(pictures, signed, settings)
    if settings.contrast:
        gamma = 2 ** (settings.contrast * signed[:, 5, None, None, None])
        pictures = 255 * (pictures.clamp(0, 255) / 255) ** gamma
    if settings.erase:
        pictures = _erase(pictures, draws[:, 6:], settings.erase)
    return pictures


def _warp(pictures: torch.Tensor, signed: torch.Tensor, settings: Augmentation) -> torch.Tensor:
    """Flip, zoom, rotate and shift by one transform, edges repeated."""
    ones = torch.ones_like(signed[:, 0])
    mirror = torch.where(signed[:, 0] < 0, -ones, ones) if settings.flip else ones
    shift = settings.shift * IMAGE_SIZE * signed[:, 1:3]
    angle = settings.rotate * pi / 180 * signed[:, 3]
    scale = 1 + settings.zoom * signed[:, 4]
    cosine, sine = scale * angle.cos(), scale * angle.sin()
    places = torch.arange(IMAGE_SIZE, dtype=torch.float32, device=pictures.device) - CENTRE
    across, down = places, places[:, None]

    def of_each(values: torch.Tensor) -> torch.Tensor:
        return values[:, None, None]

    # Where a pixel comes from, from -1, the middle of the first pixel, to 1, that of the last.
    column = of_each(mirror * cosine) * across - of_each(mirror * sine) * down
    row = of_each(sine) * across + of_each(cosine) * down
    grid = torch.stack((column + of_each(shift[:, 0]), row + of_each(shift[:, 1])), dim=-1)
    # Clamped here, as not every device repeats the edges by itself.
    grid = (grid / CENTRE).clamp(-1, 1)
    return functional.grid_sample(pictures, grid, "bilinear", "zeros", align_corners=True)


def _erase(pictures: torch.Tensor, draws: torch.Tensor, share: float) -> torch.Tensor:
    """Replace a rectangle by the image's mean in `share` of the pictures."""
    area = torch.where(draws[:, 0] < share, 0.02 + 0.18 * draws[:, 0] / share, 0.0)
    aspect = 2 ** (2 * draws[:, 1] - 1)
    rows = _band((area * aspect).sqrt(), draws[:, 2])[:, None, :, None]
    columns = _band((area / aspect).sqrt(), draws[:, 3])[:, None, None, :]
    mean = pictures.mean((1, 2, 3), keepdim=True)
    return torch.where(rows & columns, mean, pictures)


def _band(length: torch.Tensor, start: torch.Tensor) -> torch.Tensor:
    """Which of the 48 rows (or columns) lie in a band: bool (n, 48)."""
    length = length[:, None] * IMAGE_SIZE
    first = start[:, None] * (IMAGE_SIZE - length)
    middles = torch.arange(IMAGE_SIZE, dtype=torch.float32, device=length.device) + 0.5
    return (middles >= first) & (middles < first + length)
