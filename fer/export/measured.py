"""A run in every format, measured: kept beside it as `exports.json`, and told as a table."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fer import files
from fer.errors import FerError
from fer.export.folder import exported
from fer.export.formats import FLOAT, FORMATS
from fer.export.others import Other
from fer.runs import Run
from fer.runs.exports import EXPORTS, measured
from fer.runs.quoting import argument

KEPT = ("format", "quantize", "bytes", "sha256", "splits", "milliseconds", "largest_difference")
"""What is kept of what `fer export --json` prints; with `flash`, for C, its constants' bytes."""


def choices() -> Iterator[tuple[str, str]]:
    """Every format that can be made here, with each of its numbers; the page is an ONNX file."""
    for name, kind in FORMATS.items():
        if name == "browser" or not kind.here:
            continue
        for numbers in kind.quantised:
            yield name, numbers


def measure(run: Run, report: Callable[[str], object] = lambda text: None) -> list[dict[str, Any]]:
    """Export a run in every format, keep what was measured in its folder, and return it.

    A file that comes out as it was measured before is only timed again.

    Args:
        run: The run.
        report: Told what is being done.

    Raises:
        FerError: The run cannot be exported, or its data set is not here.
    """
    known = _known(run)
    rows = []
    for format, numbers in choices():
        report(f"{run.name}: {format}, {numbers}")
        with TemporaryDirectory() as folder:
            quantize = None if numbers == FLOAT else numbers
            result, artifact = exported(run, format, quantize, Path(folder), known)
        if not all(result["splits"].values()):
            raise FerError(
                f"Nothing can be measured without '{run.config.data}', which '{run.name}' learnt: "
                "import it with `python -m fer data import PATH`."
            )
        rows.append({**{name: result[name] for name in KEPT}, "flash": artifact.flash})
    files.write_json(run.folder / EXPORTS, {"weights": run.weights_hash(), "files": rows})
    return rows


def _known(run: Run) -> dict[str, dict[str, Any]]:
    """The figures of a run's files by their SHA-256."""
    with suppress(FerError):  # Damaged, it is replaced.
        return {row["sha256"]: row["splits"] for row in measured(run) if "sha256" in row}
    return {}


def table(runs: Sequence[Run], beside: Other | None = None) -> str:
    """The measured exports of runs as a Markdown table.

    Args:
        runs: The runs.
        beside: Another project's file, to be timed beside them.

    Raises:
        FerError: One was not measured yet.
    """
    lines = [
        "| run | format | numbers | bytes | private | public | ms | largest difference |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for run in runs:
        rows = measured(run)
        if not rows:
            raise FerError(
                f"The exports of '{run.name}' are not measured: run "
                f"`python -m fer export --measure {argument(run.name)}`."
            )
        for row in rows:
            private, public = (_share(row, names) for names in (("private", "test"), ("public",)))
            lines.append(
                f"| {run.name} | {FORMATS[row['format']].label} | {row['quantize'] or 'float32'} "
                f"| {row['flash'] or row['bytes']:,} | {private} | {public} "
                f"| {row['milliseconds']:.2f} | {row['largest_difference']:.1g} |"
            )
    if beside:
        lines.append(
            f"| {beside.name} | {FORMATS['litert'].label} | | {beside.bytes:,} | | "
            f"| {beside.milliseconds():.2f} | |"
        )
    return "\n".join(lines)


def _share(row: dict[str, Any], splits: Sequence[str]) -> str:
    """The accuracy on the first of some splits that a run has."""
    found = (row["splits"][split]["accuracy"] for split in splits if split in row["splits"])
    return next((f"{share:.4f}" for share in found), "–")
