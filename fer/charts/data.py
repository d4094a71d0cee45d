"""What a data set holds: images by class, and a few of the faces themselves."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from fer import IMAGE_SIZE
from fer.charts.classes import across
from fer.data import Dataset

PART_COLORS = ("#2A9187", "#B98900", "#C25B7C", "#6C7A89")
"""Of a set's parts in their order. None is a family's colour; each has a contrast of 3:1 on white
and near-black."""

ENLARGED = 2
"""Screen pixels a side of a face's pixel."""

GAP = 8
"""Screen pixels between two faces of a strip."""


def count_bars(counts: Mapping[str, Mapping[str, int]]) -> go.Figure:
    """Images of each class, a bar a class, stacked by part.

    Args:
        counts: The `counts` of `fer.data.info`.
    """
    figure = go.Figure(
        [
            go.Bar(
                name=part,
                x=[label for label in row if label != "total"],
                y=[count for label, count in row.items() if label != "total"],
                marker_color=color,
                hovertemplate="%{y:,} %{x}<extra>" + part + "</extra>",
            )
            for (part, row), color in zip(counts.items(), PART_COLORS, strict=False)
        ]
    )
    figure.update_layout(
        barmode="stack",
        height=320,
        margin={"l": 0, "r": 0, "t": 10, "b": 0},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "traceorder": "normal"},
        dragmode=False,
    )
    figure.update_xaxes(fixedrange=True, **across(len(figure.data[0].x)))
    figure.update_yaxes(title="Images", tickformat=",", fixedrange=True)
    return figure


def count_rows(counts: Mapping[str, Mapping[str, int]]) -> list[dict[str, str | int]]:
    """The same as a table: a row a class and one for all, a column a part and one for all."""
    rows: list[dict[str, str | int]] = []
    *classes, total = sorted(next(iter(counts.values())), key=lambda label: label == "total")
    for label in (*classes, total):
        row = {part: of_part[label] for part, of_part in counts.items()}
        rows.append({"class": label, **row, "all": sum(row.values())})
    return rows


def face_strips(dataset: Dataset, part: str, page: int, faces: int) -> dict[str, np.ndarray]:
    """A strip of faces of each class.

    The faces of a class are shuffled, always the same way, and dealt out page by page; after the
    last page the first comes again.

    Args:
        dataset: The faces.
        part: One of the schema's `parts`.
        page: From 0.
        faces: How many a strip holds.

    Returns:
        For each class uint8 (96, width, 4): enlarged gray faces side by side with transparent
        gaps. A class of fewer faces than a strip holds has a shorter strip.
    """
    strips = {}
    part_indices = dataset.indices(part)
    for code, label in enumerate(dataset.schema.classes):
        found = part_indices[dataset.labels[part_indices] == code]
        # The stored order goes by pixels: unshuffled, a strip would hold look-alikes.
        shuffled = np.random.default_rng(code).permutation(found)
        places = np.arange(page * faces, (page + 1) * faces)[: len(found)] % max(1, len(found))
        strips[label] = strip(dataset.images[shuffled[places]])
    return strips


def strip(images: np.ndarray) -> np.ndarray:
    """Enlarged gray faces side by side.

    Args:
        images: uint8 (n, 48, 48).

    Returns:
        uint8 (96, width, 4), with transparent gaps.
    """
    side = IMAGE_SIZE * ENLARGED
    strip = np.zeros((side, max(1, len(images) * (side + GAP) - GAP), 4), np.uint8)
    for place, image in enumerate(images):
        cell = strip[:, place * (side + GAP) :][:, :side]
        cell[..., :3] = image.repeat(ENLARGED, axis=0).repeat(ENLARGED, axis=1)[..., np.newaxis]
        cell[..., 3] = 255
    return strip
