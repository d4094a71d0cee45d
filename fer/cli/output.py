"""How commands print."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any


def show_json(value: Any) -> None:
    """Print a result as one JSON document."""
    json.dump(value, sys.stdout, indent=2)
    print()


def show_table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows under a header, numbers to the right and texts to the left."""
    cells = [list(header), *([_text(value) for value in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        print(
            "  ".join(
                cell.rjust(width) if cell[:1].isdigit() else cell.ljust(width)
                for cell, width in zip(row, widths, strict=True)
            ).rstrip()
        )


def _text(value: Any) -> str:
    match value:
        case None:
            return "–"
        case float():
            return f"{value:.4f}"
        case int() if not isinstance(value, bool):
            return f"{value:,}"
        case _:
            return str(value)
