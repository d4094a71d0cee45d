"""What `make` says before it installs anything."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fer.paths import REPOSITORY

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")


@pytest.fixture
def make(tmp_path: Path):
    """Runs `make app` in an empty copy of the project, and gives its exit status and words."""
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copyfile(REPOSITORY / name, tmp_path / name)

    def run(*settings: str) -> tuple[int, str]:
        done = subprocess.run(
            ["make", "app", *settings], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert not (tmp_path / ".venv" / "installed").exists()
        return done.returncode, done.stdout

    return run


def test_without_a_python_that_fits_it_says_which_does(make) -> None:
    for python in ("", "/no/python", "true", "false"):
        status, said = make(f"PYTHON={python}")
        assert status != 0
        assert "needs Python 3.11, 3.12 or 3.13" in said
        assert f"'{python}' is none" in said


def test_without_room_it_says_how_much_is_wanted(make) -> None:
    status, said = make(f"PYTHON={sys.executable}", f"MEGABYTES={10**12}")
    assert status != 0
    assert f"needs {10**12} MB" in said


def test_before_it_installs_it_says_how_long_that_takes(make, tmp_path: Path) -> None:
    python = tmp_path / "my python"
    # It fits, and fails at the first thing that it is asked to do.
    python.write_text('#!/bin/sh\n[ "$1" = -c ] && echo True || { mkdir -p .venv/bin; exit 1; }\n')
    python.chmod(0o755)
    status, said = make(f"PYTHON={python}")
    assert status != 0
    assert "minutes" in said
    assert not (tmp_path / ".venv").exists()
