"""An export in a process of its own, so that no page keeps a converter's memory."""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fer import paths
from fer.errors import FerError
from fer.export.folder import zip_of
from fer.export.formats import FLOAT
from fer.runs import Run


def export_apart(run: Run, format: str, numbers: str) -> tuple[dict[str, Any], bytes]:
    """Export a run.

    Args:
        run: The run.
        format: A name of `FORMATS`.
        numbers: `float32`, `float16` or `int8`.

    Returns:
        What `fer export --json` prints, and the folder as a zip.

    Raises:
        FerError: See `fer.export.export`.
    """
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "out"
        options = ["--format", format, "--to", str(folder), "--json"]
        if numbers != FLOAT:
            options += ["--quantize", numbers]
        done = subprocess.run(
            [sys.executable, "-m", "fer", "export", *options, "--", run.name],
            cwd=paths.REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
        )
        last = done.stderr.rstrip().rpartition("\n")[2]
        if done.returncode == 1 and last.startswith("fer: "):
            raise FerError(last.removeprefix("fer: "))
        if done.returncode:
            raise RuntimeError(done.stderr)
        return json.loads(done.stdout), zip_of(folder, f"{run.name}-{format}")
