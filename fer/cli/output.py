"""How commands print."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from fer.runs import Run


def show_json(value: Any) -> None:
    """Print a result as one JSON document."""
    json.dump(value, sys.stdout, indent=2)
    print()


def validation(run: Run) -> float | None:
    """A run's accuracy on validation, once it is finished."""
    return run.metrics["splits"]["validation"]["accuracy"] if run.metrics else None


def tell_unfinished(runs: Iterable[Run]) -> None:
    """Say on stderr which runs are asked before they are finished."""
    for run in runs:
        if run.status.state != "finished" and run.has_weights:
            best = f"'{run.name}' is not finished: its best epoch so far is asked."
            print(f"fer: {best}", file=sys.stderr)


def show_table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows under a header, columns of numbers to the right and texts to the left."""
    body = [list(row) for row in rows]
    columns = []
    for title, *values in zip(header, *body, strict=True):
        cells = [title, *map(_text, values)]
        width = max(map(len, cells))
        numbers = all(value is None or isinstance(value, int | float) for value in values)
        columns.append([cell.rjust(width) if numbers else cell.ljust(width) for cell in cells])
    for line in zip(*columns, strict=True):
        print("  ".join(line).rstrip())


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
