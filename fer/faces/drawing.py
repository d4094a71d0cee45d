"""Numbered boxes in a picture."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from fer.faces.search import Face


def draw_boxes(picture: np.ndarray, faces: Sequence[Face], captions: Sequence[str]) -> np.ndarray:
    """Draw boxes with the faces' numbers.

    Args:
        picture: Shape (height, width, 3), uint8, RGB.
        faces: What `find_faces` found in it.
        captions: A text for each face, shown after its number; may be empty.

    Returns:
        A copy of the picture with the boxes; lines and letters grow with its size.

    Raises:
        ValueError: If there are not as many captions as faces.
    """
    image = Image.fromarray(picture)
    draw = ImageDraw.Draw(image)
    line = max(1, round(max(image.size) / 250))
    font = ImageFont.load_default(max(10, round(min(image.size) / 18)))
    for face, caption in zip(faces, captions, strict=True):
        x, y, width, height = face.box
        draw.rectangle((x, y, x + width - 1, y + height - 1), outline="gold", width=line)
        text = f"{face.number} {caption}".strip()
        _, _, right, bottom = draw.textbbox((0, 0), text, font=font)
        x = max(0, min(x, image.width - int(right) - 2 * line))
        y = max(0, y - int(bottom) - 2 * line)
        draw.rectangle((x, y, x + right + 2 * line, y + bottom + 2 * line), fill="gold")
        draw.text((x + line, y + line), text, font=font, fill="black")
    return np.array(image)
