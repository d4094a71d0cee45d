"""Numbered boxes in a picture."""

from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from fer.faces.crop import Box
from fer.faces.search import Face


def draw_boxes(picture: np.ndarray, faces: Sequence[Face], captions: Sequence[str]) -> np.ndarray:
    """Draw boxes with the faces' numbers, which cover no face where there is any room beside.

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
    texts = [
        f"{face.number} {caption}".strip() for face, caption in zip(faces, captions, strict=True)
    ]
    sizes = []
    for text in texts:
        _, _, right, bottom = draw.textbbox((0, 0), text, font=font)
        sizes.append((int(right) + 2 * line, int(bottom) + 2 * line))
    for face in faces:
        x, y, width, height = face.box
        draw.rectangle((x, y, x + width - 1, y + height - 1), outline="gold", width=line)
    places = label_places([face.box for face in faces], sizes, *image.size)
    for text, (x, y), (width, height) in zip(texts, places, sizes, strict=True):
        draw.rectangle((x, y, x + width, y + height), fill="gold")
        draw.text((x + line, y + line), text, font=font, fill="black")
    return np.array(image)


def label_places(
    boxes: Sequence[Box], sizes: Sequence[tuple[int, int]], width: int, height: int
) -> list[tuple[int, int]]:
    """Where each face's label stands: beside its box, and where it can on no face and no label.

    Args:
        boxes: The faces.
        sizes: Width and height of each label, in pixels.
        width: Of the picture.
        height: Of the picture.

    Returns:
        Each label's upper left corner, inside the picture.
    """
    taken: list[Box] = []
    for box, size in zip(boxes, sizes, strict=True):
        free = [
            (max(0, min(x, width - size[0])), max(0, min(y, height - size[1])))
            for x, y in _beside(box, *size)
        ]
        covered = [
            sum(_shared((*place, *size), other) for other in (*boxes, *taken)) for place in free
        ]
        taken.append((*free[covered.index(min(covered))], *size))
    return [(x, y) for x, y, _, _ in taken]


def _beside(box: Box, across: int, down: int) -> Iterator[tuple[int, int]]:
    """Places round a box, the best first."""
    x, y, width, height = box
    for row in (y - down, y + height):
        for column in (x, x + width - across, x + (width - across) // 2):
            yield column, row
    for row in (y, y + height - down, y + (height - down) // 2):
        for column in (x + width, x - across):
            yield column, row


def _shared(one: Box, other: Box) -> int:
    """Pixels that two boxes share."""
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(0, across) * max(0, down)
