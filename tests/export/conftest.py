"""Tiny runs, exported."""

import hashlib
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from fer.export import export
from fer.models import Architecture
from fer.runs import Run
from fer.schema import FER2013

NETWORKS = {
    "cnn": Architecture("cnn", (2, 2, 4, 4, 8), stages=(1, 1, 1, 1, 1)),
    "mobilenet": Architecture("mobilenet", (3, 3, 4, 5, 6, 7), stages=(1, 1, 1, 2)),
    "teacher": Architecture(
        "teacher", (2, 2, 2, 2, 2), hidden=(5,), stages=(1, 1, 1, 1, 1), norm="after"
    ),
}
KEYS = [
    *("run", "format", "quantize", "file", "bytes", "sha256", "input", "splits"),
    *("milliseconds", "largest_difference"),
]
"""What `fer export --json` promises."""


needs_litert = pytest.mark.skipif(
    find_spec("litert_torch") is None,
    reason='LiteRT\'s converter is not installed: pip install -e ".[export]"',
)


@pytest.fixture
def exported(finished_run: Callable[..., Run], tmp_path: Path) -> Callable[..., tuple]:
    """Exports a tiny run; returns the result and the folder."""

    def make(
        format: str, quantize: str | None = None, family: str = "cnn"
    ) -> tuple[dict[str, Any], Path]:
        run = finished_run(family, architecture=NETWORKS[family])
        return export(run, format, quantize, tmp_path / "out"), tmp_path / "out"

    return make


def blocks(readme: str, language: str) -> list[str]:
    """The code blocks of a Markdown page."""
    return re.findall(rf"```{language}\n(.*?)```", readme, re.DOTALL)


def follow(folder: Path) -> str:
    """Do what a README says, but for what pip installs; returns what is printed last."""
    readme = (folder / "README.md").read_text()
    (program,) = [text for text in blocks(readme, "(?:python|c)") if "example.gray" in text]
    name = next(name for name in ("run.py", "run.c") if (folder / name).exists())
    assert (folder / name).read_text() == program
    assert program.count("\n") <= 15
    for line in "".join(blocks(readme, "sh")).splitlines():
        if not line.startswith("pip install"):
            done = subprocess.run(
                line.replace("python ", f"{sys.executable} "),
                shell=True,
                cwd=folder,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
    assert done.stdout == blocks(readme, "text")[0]
    return done.stdout


def check_readme(result: dict[str, Any], folder: Path) -> None:
    """An export's README is right, and does what it says when it is followed word by word."""
    assert list(result) == KEYS
    content = Path(result["file"]).read_bytes()
    assert result["bytes"] == len(content)
    assert result["sha256"] == hashlib.sha256(content).hexdigest()
    readme = (folder / "README.md").read_text()
    for fact in (result["sha256"], f"{len(content):,} bytes", ", ".join(FER2013.classes), "logits"):
        assert fact in readme
    for split in ("public", "private"):
        assert f"{result['splits'][split]['accuracy']:.4f}" in readme
    assert [line.split()[1] for line in follow(folder).splitlines()] == list(FER2013.classes)
