"""Names beside markers, placed so that none lies on another or on a marker.

Places are in pixels of the narrowest chart that is drawn. A wider one moves markers apart and
leaves names as they are, so what does not collide there collides nowhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CHARACTER, HEIGHT = 5.7, 15.0
"""Pixels of a letter of the page's font and of a line, at the size of `FONT`."""
FONT = 12
GAP = 9.0
"""Between a marker's middle and its name."""
MARKER = 12.0
"""Side of the square that a marker takes."""


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether two boxes share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True)
class Label:
    """A name that is wanted beside a marker.

    Attributes:
        text: The name.
        x: Pixels of the marker from the chart's left.
        y: Pixels from its top.
    """

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Placed:
    """A label that has found its place.

    Attributes:
        label: What was wanted.
        box: What it covers.
        position: Where it stands to its marker, as Plotly's `textposition` says it.
    """

    label: Label
    box: Box
    position: str


_PLACES = (
    "top center",
    "middle right",
    "middle left",
    "bottom center",
    "top right",
    "top left",
    "bottom right",
    "bottom left",
)
"""The best first."""


def place(
    labels: Sequence[Label],
    markers: Iterable[tuple[float, float]],
    width: float,
    height: float,
) -> list[Placed]:
    """Place as many labels as there is room for; those that come first choose first.

    Args:
        labels: What is wanted.
        markers: The middles of all markers.
        width: Of the chart, in pixels.
        height: Of the chart.
    """
    half = MARKER / 2
    taken = [Box(x - half, y - half, x + half, y + half) for x, y in markers]
    found = []
    for label in labels:
        for position in _PLACES:
            box = _box(label, position)
            within = box.left >= 0 and box.right <= width and box.top >= 0 and box.bottom <= height
            if within and not any(map(box.meets, taken)):
                taken.append(box)
                found.append(Placed(label, box, position))
                break
    return found


def _box(label: Label, position: str) -> Box:
    """What a label covers at a position."""
    vertical, horizontal = position.split()
    wide = CHARACTER * len(label.text)
    # Beside its marker's middle, a name keeps clear of the marker; at a corner it begins there.
    aside = GAP if vertical == "middle" else 0.0
    left = {
        "left": label.x - aside - wide,
        "center": label.x - wide / 2,
        "right": label.x + aside,
    }[horizontal]
    top = {
        "top": label.y - GAP - HEIGHT,
        "middle": label.y - HEIGHT / 2,
        "bottom": label.y + GAP,
    }[vertical]
    return Box(left, top, left + wide, top + HEIGHT)
