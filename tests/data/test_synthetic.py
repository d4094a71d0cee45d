import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from fer import LABELS, data
from fer.data import portrait, synthetic


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthetic, "PER_CLASS", (5, 2, 2))


def test_whole_set() -> None:
    info = data.info(data.load("synthetic"))
    assert [part["total"] for part in info["counts"].values()] == [3500, 700, 700]
    assert all(info["counts"]["public"][label] == 100 for label in LABELS)
    assert info["duplicates"]["images"] == 0
    assert info["blank"] == {"constant": 0, "nearly_constant": 0}
    assert info["synthetic"]


@pytest.mark.usefixtures("small")
def test_drawn_once_and_again_for_newer_code(
    artifacts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = data.load("synthetic")
    folder = artifacts / "data/synthetic"
    written = folder.stat().st_ino
    assert data.load("synthetic").fingerprint == first.fingerprint
    assert folder.stat().st_ino == written
    monkeypatch.setattr(synthetic, "VERSION", synthetic.VERSION + 1)
    assert data.load("synthetic").fingerprint == first.fingerprint
    assert json.loads((folder / "dataset.json").read_text())["version"] == synthetic.VERSION
    (folder / "images.npy").unlink()
    assert data.load("synthetic").fingerprint == first.fingerprint


@pytest.mark.usefixtures("small")
def test_seed_decides() -> None:
    assert synthetic.draw().fingerprint() == synthetic.draw().fingerprint()
    assert synthetic.draw(1).fingerprint() != synthetic.draw(2).fingerprint()


@pytest.mark.parametrize("unit", portrait.ACTION_UNITS)
def test_every_action_unit_shows(unit: int) -> None:
    faces = 8
    still = dict.fromkeys(portrait.ACTION_UNITS, np.zeros((faces, 1, 1), np.float32))
    moved = still | {unit: np.ones((faces, 1, 1), np.float32)}
    before, after = (
        portrait.render(actions, np.random.default_rng(0)).astype(int) for actions in (still, moved)
    )
    change = np.abs(after - before)
    # Enough to be seen, and in one place: an action unit does not change the whole picture.
    assert np.median(change.max(axis=(1, 2))) > 15
    assert (change > 0).mean() < 0.3


def test_prototypes_name_units_that_are_drawn() -> None:
    assert tuple(synthetic.PROTOTYPES) == LABELS
    assert {unit for units in synthetic.PROTOTYPES.values() for unit in units} == set(
        portrait.ACTION_UNITS
    )


def test_no_tensorflow() -> None:
    code = "import sys, fer.data; print({'tensorflow', 'keras'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
