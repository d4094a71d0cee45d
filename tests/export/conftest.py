"""Tiny runs, exported."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fer.export import export
from fer.models import Architecture
from fer.runs import Run

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
