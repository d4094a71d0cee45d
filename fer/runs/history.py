"""`history.csv`: a row an epoch."""

import csv
import io
from collections.abc import Iterable, Mapping
from operator import itemgetter
from pathlib import Path

from fer import files
from fer.errors import FerError
from fer.runs.checks import number, record, require
from fer.runs.metrics import SECONDS, SHARE, SPEED
from fer.runs.reading import read_text

HISTORY = "history.csv"

_FORM = {
    "epoch": number(),
    "learning_rate": number(0, 10),
    "loss": number(),
    "accuracy": SHARE,
    "val_loss": number(),
    "val_accuracy": SHARE,
    "seconds": SECONDS,
    "images_per_second": SPEED,
}
_ROW = record(_FORM)
HISTORY_COLUMNS = tuple(_FORM)


def read_history(folder: Path) -> list[dict[str, float]]:
    """The rows of a run's `history.csv`, with the columns of `HISTORY_COLUMNS`.

    Raises:
        FerError: The file is missing or damaged, or its epochs do not count 1, 2, 3 and so on.
    """
    try:
        lines = list(filter(None, csv.reader(io.StringIO(read_text(folder / HISTORY), newline=""))))
    except csv.Error as error:
        raise FerError(f"{HISTORY} is not a table: {error}.") from error
    header = lines[0] if lines else []
    lacking = [name for name in HISTORY_COLUMNS if name not in header]
    if lacking:
        raise FerError(f"{HISTORY} lacks {', '.join(lacking)}.")
    pick = itemgetter(*map(header.index, HISTORY_COLUMNS))
    rows = []
    for epoch, cells in enumerate(lines[1:], start=1):
        if len(cells) < len(header):
            raise FerError(f"{HISTORY}, row {epoch} has {len(cells)} values, not {len(header)}.")
        row = dict(zip(HISTORY_COLUMNS, map(_value, pick(cells)), strict=True))
        require(f"{HISTORY}, row {epoch}", _ROW, row)
        if row["epoch"] != epoch:
            raise FerError(f"{HISTORY}, row {epoch}: epoch must be {epoch}, not {row['epoch']:g}.")
        rows.append(row)
    return rows


def _value(cell: str) -> float | str:
    """A cell's number; what is none stays as it is, for the check to quote."""
    try:
        return float(cell)
    except ValueError:
        return cell


def write_history(folder: Path, rows: Iterable[Mapping[str, float]]) -> None:
    """Write `history.csv`."""
    lines = [",".join(HISTORY_COLUMNS)]
    lines += [",".join(f"{row[column]:.8g}" for column in HISTORY_COLUMNS) for row in rows]
    files.write_text(folder / HISTORY, "\n".join(lines) + "\n")
