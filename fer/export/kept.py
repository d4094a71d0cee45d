"""Exports that are kept in their run's folder, for who has no converter or no data set."""

import json
import zipfile
from pathlib import Path
from typing import Any

from fer.errors import FerError
from fer.export.folder import check_own, copy_into, zip_of
from fer.files import atomic_write
from fer.runs import Run

RESULT = "export.json"
"""In the archive: what `fer export --json` printed, and the hash of the weights."""
ARRAY = ("model_data.c", "model_data.h")
LARGEST_ARRAY = 1_000_000
"""Bytes of a network up to which its C array is kept too: no microcontroller takes a larger one."""


def archive(run: Run, format: str, numbers: str) -> Path | None:
    """The archive of a run's export; None if there is none, or the weights have changed since.

    Args:
        run: The run.
        format: A name of `fer.export.FORMATS`.
        numbers: `float32`, `float16` or `int8`.
    """
    path = _path(run, format, numbers)
    try:
        return path if _result(path)["weights"] == run.weights_hash() else None
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, FerError):
        # Without one, or with a damaged one, the export is made anew.
        return None


def unpack(path: Path, run: Run, folder: Path) -> dict[str, Any]:
    """Put what an archive holds into a folder; returns what `fer export --json` prints.

    Raises:
        FerError: The folder cannot be written to or has a README.md of anything else.
    """
    check_own(folder, run)
    result = _result(path)
    with zipfile.ZipFile(path) as packed:
        names = [name for name in packed.namelist() if Path(name).name != RESULT]
        copy_into(folder, {name.partition("/")[2]: packed.read(name) for name in names})
    del result["weights"]
    return result | {"file": str(folder / result["file"])}


def keep(run: Run, result: dict[str, Any], folder: Path) -> Path:
    """Keep a folder that was exported beside its run; returns the archive.

    Args:
        run: The run.
        result: What `fer export --json` printed.
        folder: What was exported.
    """
    numbers = result["quantize"] or "float32"
    about = result | {"file": Path(result["file"]).name, "weights": run.weights_hash()}
    without = ARRAY if result["bytes"] > LARGEST_ARRAY else ()
    content = zip_of(folder, run.name, without, {RESULT: json.dumps(about, indent=2)})
    path = _path(run, result["format"], numbers)
    with atomic_write(path) as file:
        file.write(content)
    return path


def _path(run: Run, format: str, numbers: str) -> Path:
    return run.folder / f"{format}-{numbers}.zip"


def _result(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as packed:
        (name,) = [name for name in packed.namelist() if name.endswith(f"/{RESULT}")]
        return json.loads(packed.read(name))
