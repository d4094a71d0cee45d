"""Drawing of gray 48x48 faces from the strengths of their facial action units.

Action units go by their numbers in the Facial Action Coding System (Ekman & Friesen 1978). Lengths
are in face units: a head is about 1.6 wide and 2 high, its centre at (0, 0), and y points down.
"""

import numpy as np

from fer.data.canvas import Canvas, Chance, grid

ACTION_UNITS = {
    1: "inner brow raiser",
    2: "outer brow raiser",
    4: "brow lowerer",
    5: "upper lid raiser",
    6: "cheek raiser",
    7: "lid tightener",
    9: "nose wrinkler",
    10: "upper lip raiser",
    12: "lip corner puller",
    15: "lip corner depressor",
    20: "lip stretcher",
    23: "lip tightener",
    25: "lips part",
    26: "jaw drop",
}
"""The action units that can be drawn."""

Actions = dict[int, np.ndarray]
"""For each action unit its strength in each face: float32 of shape (n, 1, 1), 0 to 1."""

NOISE = (0.01, 0.035)
"""Range of the standard deviation of pixel noise, where 1 is black to white."""
BLUR = (0.0, 0.8)
"""Range of how far a picture is blurred, from not at all to a 3x3 binomial filter."""
COVERED = 0.2
"""Chance that a hand or the like covers a part of the face."""
GLASSES = 0.2
"""Chance of glasses."""


def render(actions: Actions, random: np.random.Generator) -> np.ndarray:
    """Draw faces that differ in build, hair, pose and light.

    Args:
        actions: strengths of all of `ACTION_UNITS`.
        random: source of all that varies.

    Returns:
        uint8 of shape (n, 48, 48).
    """
    faces = len(actions[1])
    chance = Chance(random, faces)
    x, y = _posed(chance)
    canvas = Canvas(np.zeros((faces, *x.shape[1:]), np.float32), x, y)
    skin = chance.between(0.4, 0.85)
    hair = chance.between(0.05, 0.6)
    _head(canvas, actions, chance, skin, hair)
    # Turning the head moves what lies near its front more than its outline.
    yaw, pitch = chance.between(-0.14, 0.14), chance.between(-0.08, 0.08)
    front = canvas.moved(x - yaw * (1 - x**2), y - pitch * (1 - y**2))
    _mouth(front, actions, chance, skin)
    _nose(front, actions, chance, skin)
    for side in (-1, 1):
        _eye(front.moved(side * front.x, front.y), actions, chance, skin, hair)
    _worn(front, chance, skin, hair)
    return _photographed(canvas.tone, chance)


def _posed(chance: Chance) -> tuple[np.ndarray, np.ndarray]:
    """Face coordinates of each pixel under a random roll, size and place: (n, 48, 48) each."""
    x, y = grid()
    roll, size = chance.between(-0.25, 0.25), chance.between(0.85, 1.1)
    x, y = x - chance.between(-0.1, 0.1), y - chance.between(-0.1, 0.1)
    return (
        (np.cos(roll) * x + np.sin(roll) * y) / (size * chance.between(0.92, 1.08)),
        (np.cos(roll) * y - np.sin(roll) * x) / size,
    )


def _head(
    canvas: Canvas, actions: Actions, chance: Chance, skin: np.ndarray, hair: np.ndarray
) -> None:
    """Background, neck, hair and the bare face."""
    canvas.tone += chance.between(0.05, 0.95) + chance.between(-0.2, 0.2) * canvas.x
    width, height = chance.between(0.72, 0.9), chance.between(0.95, 1.1)
    long = chance.yes(0.4)
    canvas.fill(canvas.ellipse(0, -0.1 + 0.3 * long, width + 0.14, 1.05 + 0.35 * long), hair)
    canvas.fill(canvas.box(0, 1.2, 0.4, 0.6), skin * 0.75)
    jaw = 0.1 * actions[26] * (canvas.y > 0)
    face = canvas.ellipse(0, 0, width, height + jaw)
    shade = chance.between(0.05, 0.3) * (canvas.x**2 + 0.6 * canvas.y**2)
    canvas.fill(face, skin * (1 - shade))
    # The hair line: a parting at a random place, lower towards the temples.
    line = (
        chance.between(-0.85, -0.55)
        + chance.between(0, 0.4) * (canvas.x - chance.between(-0.4, 0.4)) ** 2
    )
    canvas.fill(np.maximum(face, canvas.y - line), hair)
    # Raised brows fold the forehead.
    folds = np.cos(canvas.y * 40) * np.clip(1 - np.abs(canvas.y + 0.6) / 0.15, 0, 1)
    lifted = np.maximum(actions[1] * (np.abs(canvas.x) < 0.3), actions[2])
    canvas.tone -= 0.1 * lifted * np.maximum(folds, 0) * (np.abs(canvas.x) < 0.5)


def _eye(
    canvas: Canvas, actions: Actions, chance: Chance, skin: np.ndarray, hair: np.ndarray
) -> None:
    """The eye and brow on the positive side of x, a little different on either side."""
    x, y = canvas.x - chance.between(0.33, 0.38), canvas.y + chance.between(0.16, 0.2)
    half = chance.between(0.15, 0.19)
    opening = np.maximum(1 - (x / half) ** 2, -1)
    squint = actions[7] + actions[6]
    upper = -(chance.between(0.06, 0.1) + 0.07 * actions[5] - 0.02 * squint) * opening
    lower = (0.06 - 0.03 * squint) * opening
    lids = np.maximum(np.maximum(upper - y, y - lower), np.abs(x) - half)
    canvas.fill(lids, 0.92)
    iris = np.hypot(x - chance.between(-0.04, 0.04), y) - 0.075
    canvas.fill(np.maximum(lids, iris), chance.between(0.05, 0.35))
    canvas.fill(np.maximum(np.abs(y - upper) - 0.015, np.abs(x) - half), skin * 0.3)
    # Raised cheeks bulge below the eye and fold beside it.
    bulge = np.abs(y - 0.16 + 0.3 * x**2) - 0.02
    canvas.fill(np.maximum(bulge, np.abs(x) - 0.2), skin * 0.6, 0.2 + 0.5 * actions[6])

    inner, outer = 0.14 - 0.05 * actions[4], chance.between(0.55, 0.66)
    along = (canvas.x - inner) / (outer - inner)
    rise = 0.14 * (actions[1] * (1 - along) + actions[2] * along)
    drop = actions[4] * (0.12 - 0.07 * along) + 0.04 * actions[9]
    arch = chance.between(0.05, 0.2) * along * (1 - along)
    brow = canvas.y - (chance.between(-0.42, -0.34) - rise + drop - arch)
    thick = chance.between(0.02, 0.05)
    canvas.fill(
        np.maximum(np.abs(brow) - thick, np.abs(along - 0.5) - 0.5), np.minimum(hair, 0.5 * skin)
    )
    frown = np.maximum(np.abs(canvas.x - 0.05) - 0.012, np.abs(canvas.y + 0.33) - 0.08)
    canvas.fill(frown, skin * 0.5, 0.7 * actions[4])


def _nose(canvas: Canvas, actions: Actions, chance: Chance, skin: np.ndarray) -> None:
    """Bridge, nostrils, and the furrows from the nose to the corners of the mouth."""
    wide = chance.between(0.08, 0.13)
    tip = chance.between(0.2, 0.28) - 0.05 * actions[9]
    side = chance.between(-1, 1)
    bridge = np.maximum(np.abs(canvas.x - 0.07 * side) - 0.02, np.abs(canvas.y - 0.02) - 0.2)
    canvas.fill(bridge, skin * 0.75, 0.5)
    across = np.abs(canvas.x)
    canvas.fill(np.hypot(across - wide, (canvas.y - tip) * 1.5) - 0.045, skin * 0.35)
    wrinkles = np.cos((canvas.y - 0.5 * across) * 50) * (across < 0.16)
    canvas.tone -= 0.22 * actions[9] * np.maximum(wrinkles, 0) * (np.abs(canvas.y + 0.05) < 0.14)
    pulled = np.maximum(np.maximum(actions[9], actions[10]), actions[12])
    furrow = across - (wide + 0.09 + (0.1 + 0.18 * actions[12]) * (canvas.y - tip + 0.05) / 0.3)
    furrow = np.maximum(np.abs(furrow) - 0.018, np.abs(canvas.y - tip - 0.1) - 0.15)
    canvas.fill(furrow, skin * 0.6, np.maximum(0.55 * pulled, chance.between(0, 0.4)))


def _mouth(canvas: Canvas, actions: Actions, chance: Chance, skin: np.ndarray) -> None:
    """Lips, and between them teeth and dark where they part."""
    y = canvas.y - chance.between(0.5, 0.58)
    stretch = 0.25 * actions[12] + 0.3 * actions[20] - 0.15 * actions[23] - 0.25 * actions[26]
    half = chance.between(0.24, 0.32) * (1 + stretch)
    along = canvas.x / half
    opening = np.maximum(1 - along**2, -1)
    corners = 0.15 * actions[15] - 0.16 * actions[12] + 0.07 * actions[20]
    middle = (corners + chance.between(-0.02, 0.02)) * (along**2 - 0.5)
    part = 0.03 * actions[25] + 0.02 * actions[20]
    top = middle - (part + 0.05 * actions[10]) * opening
    bottom = middle + (part + 0.04 * actions[25] + 0.28 * actions[26]) * opening
    lip = chance.between(0.04, 0.08) * (1 - 0.7 * actions[23]) * opening
    inside = np.abs(along) - 1
    canvas.fill(
        np.maximum(np.maximum(top - lip - y, y - bottom - 1.3 * lip), inside * half),
        skin * chance.between(0.6, 0.85),
    )
    canvas.fill(np.maximum(np.maximum(top - 0.01 - y, y - bottom - 0.01), inside * half), 0.1)
    teeth = np.maximum(np.maximum(top - y, y - np.minimum(bottom, top + 0.07)), inside * half)
    canvas.fill(teeth, 0.9, chance.between(0.3, 1.0))


def _worn(canvas: Canvas, chance: Chance, skin: np.ndarray, hair: np.ndarray) -> None:
    """Beard and moustache, glasses, and what happens to be in front of the face."""
    canvas.fill(canvas.ellipse(0, 0.36, 0.26, 0.06), hair, 0.8 * chance.yes(0.12))
    beard = np.maximum(canvas.ellipse(0, 0.3, 0.75, 0.75), 0.72 - canvas.y)
    canvas.fill(beard, hair, 0.7 * chance.yes(0.12))
    across = np.abs(canvas.x)
    rim = np.hypot(across - 0.36, canvas.y + 0.16) - chance.between(0.22, 0.28)
    frame = np.minimum(np.abs(rim), np.maximum(across - 0.12, np.abs(canvas.y + 0.18))) - 0.02
    canvas.fill(frame, chance.between(0.05, 0.3), chance.yes(GLASSES))
    hand = canvas.ellipse(
        chance.between(-0.9, 0.9), chance.between(-0.9, 0.9), chance.between(0.15, 0.4), 0.3
    )
    canvas.fill(hand, skin * chance.between(0.5, 1.2), chance.yes(COVERED))


def _photographed(tone: np.ndarray, chance: Chance) -> np.ndarray:
    """Light from a side, exposure, blur and noise: uint8 of shape (n, 48, 48)."""
    x, y = grid()
    angle = chance.between(-np.pi, np.pi)
    light = 1 + chance.between(0, 0.5) * (np.cos(angle) * x + np.sin(angle) * y)
    tone = np.clip(tone * light, 0, 1) ** chance.between(0.6, 1.6)
    padded = np.pad(tone, ((0, 0), (1, 1), (1, 1)), mode="edge")
    rows = (padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]) / 4
    blurred = (rows[:, :, :-2] + 2 * rows[:, :, 1:-1] + rows[:, :, 2:]) / 4
    tone = tone + chance.between(*BLUR) * (blurred - tone)
    noise = chance.random.standard_normal(tone.shape, np.float32) * chance.between(*NOISE)
    tone = chance.between(0, 0.25) + tone * chance.between(0.5, 0.75) + noise
    return np.rint(255 * np.clip(tone, 0, 1)).astype(np.uint8)
