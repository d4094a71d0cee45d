"""What loads TensorFlow takes seconds and half a gigabyte: only what needs it may."""

import subprocess
import sys

import pytest

LIGHT = (
    "fer", "fer.cli", "fer.charts.scatter", "fer.charts.pairs", "fer.charts.training",
    "fer.claims", "fer.comparison", "fer.data",
    "fer.estimate", "fer.evaluation", "fer.faces", "fer.jobs", "fer.models", "fer.planning",
    "fer.prediction", "fer.published", "fer.runs",
)  # fmt: skip


@pytest.mark.parametrize("module", LIGHT)
def test_importing_loads_no_tensorflow(module: str) -> None:
    code = f"import sys, {module}; print('tensorflow' in sys.modules, 'streamlit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
