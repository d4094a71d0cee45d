"""Runs as the files that a device holds: each format's bytes, milliseconds and accuracy."""

from collections.abc import Mapping, Sequence

import pandas as pd

from fer.comparison.kept import kept
from fer.comparison.sizes import SIZES
from fer.errors import FerError
from fer.export.formats import FLOAT, FORMATS
from fer.export.kept import archive
from fer.runs import Run
from fer.runs.exports import EXPORTS, measured
from fer.runs.reading import version
from fer.words import bold

KEPT = 4
OF_FILE = ("bytes", "milliseconds")
"""Sizes that a file has of its own; its other sizes are its run's."""


def exports(runs: Sequence[Run]) -> pd.DataFrame:
    """A row a measured file of `runs`; see `fer.export.measured`.

    Columns: run, family, format and numbers (as `fer export` is told them), file (both in words),
    here (whether it can be had on this machine: its format's makers are installed, or it is kept),
    bytes (of C those of its constants), milliseconds (of one image, on the machine that measured
    it), and of each test split its accuracy, with `_low` and `_high` of its 95% interval.
    """
    states = tuple(_state(run) for run in runs)
    return _exports(list(runs), states) if any(states) else pd.DataFrame({"run": []})


def _state(run: Run) -> object:
    """What tells whether a run's files may have changed; None where there are none."""
    try:
        measured_at = version(run.folder / EXPORTS)
    except FerError:
        return None
    return measured_at and (measured_at, *sorted(path.name for path in run.folder.glob("*.zip")))


@kept(KEPT)
def _exports(runs: Sequence[Run], states: tuple[object, ...]) -> pd.DataFrame:
    rows = []
    for run, state in zip(runs, states, strict=True):
        try:
            files = measured(run) if state else []
        except FerError:  # What is damaged is measured anew by whoever wants it.
            continue
        for file in files:
            if file["format"] not in FORMATS:
                continue
            numbers = file["quantize"] or FLOAT
            row: dict[str, object] = {
                "run": run.name,
                "family": run.config.architecture.family,
                "format": file["format"],
                "numbers": numbers,
                "file": f"{FORMATS[file['format']].label} {numbers}",
                "here": FORMATS[file["format"]].here
                or archive(run, file["format"], numbers) is not None,
                "bytes": file["flash"] or file["bytes"],
                "milliseconds": file["milliseconds"],
            }
            for split, figures in file["splits"].items():
                row[split] = figures["accuracy"]
                row[f"{split}_low"], row[f"{split}_high"] = figures["ci95"]
            rows.append(row)
    return pd.DataFrame(rows) if rows else pd.DataFrame({"run": []})


def best_file(
    files: pd.DataFrame, frame: pd.DataFrame, limits: Mapping[str, float], measure: str
) -> pd.Series | None:
    """The most accurate file within all limits, the smallest of equals; None where none keeps them.

    Only of those that can be had here.

    Args:
        files: `exports`.
        frame: The runs' rows of `table`, whose sizes hold where a file has none of its own.
        limits: The largest value allowed of each of some `SIZES`.
        measure: A test split that the files were measured on.
    """
    if measure not in files:
        return None
    of_runs = [size for size in limits if size not in OF_FILE]
    files = files[files["here"]]
    rows = files.dropna(subset=[measure]).merge(frame[["run", *of_runs]], on="run")
    for size, limit in limits.items():
        rows = rows[rows[size] <= limit]
    if rows.empty:
        return None
    return rows.sort_values([measure, "bytes"], ascending=[False, True], kind="stable").iloc[0]


def words(file: pd.Series, measure: str) -> str:
    """A file in one sentence of Markdown."""
    return (
        f"The file to take: {bold(file['run'])} in {file['file']}, {file[measure]:.1%} (95% "
        f"interval {file[f'{measure}_low']:.1%} to {file[f'{measure}_high']:.1%}), "
        f"{SIZES['bytes'].words(file['bytes']).replace(' of weights', '')}, "
        f"{SIZES['milliseconds'].words(file['milliseconds'])} on the machine that measured it."
    )
