"""Which engine works, and on which device. Choosing loads neither TensorFlow nor PyTorch."""

import ctypes
import json
import platform
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fer import paths
from fer.engines.base import PROCESSOR, Engine
from fer.errors import FerError
from fer.runs.config import DeviceName, EngineName

CARDS: dict[DeviceName, str] = {"cuda": "NVIDIA card", "mps": "Apple GPU"}
INSTALL: dict[EngineName, str] = {
    "tensorflow": "TensorFlow is not installed: run `pip install -r requirements.txt`, "
    'or `pip install -e ".[gpu]"` for --engine torch.',
    "torch": 'PyTorch is not installed: run `pip install -e ".[gpu]"`.',
}


@dataclass(frozen=True)
class Place:
    """Where a run is trained: an engine and a device."""

    engine: EngineName
    device: DeviceName

    @property
    def hardware(self) -> str:
        """The device in words: `NVIDIA GeForce RTX 4070`, `8 CPU cores`."""
        card = gpu() if self.device != "cpu" else None
        return card.name if card else PROCESSOR


@dataclass(frozen=True)
class Gpu:
    """A GPU that PyTorch can use: its kind, and its name for people."""

    device: DeviceName
    name: str


def choose(engine: str = "auto", device: str = "auto", *, here: bool = True) -> Place:
    """Where to work.

    By itself it is a GPU where PyTorch is installed and sees one; else TensorFlow on the processor,
    which is faster there; else PyTorch on the processor.

    Args:
        engine: `auto`, `tensorflow` or `torch`.
        device: `auto`, `cpu`, `cuda` or `mps`.
        here: False where another machine will do the work, whose parts are not known: then nothing
            but what was asked for is a GPU.

    Raises:
        FerError: What was asked for is not here; the message says what to install.
    """
    if device in CARDS:
        if engine == "tensorflow":
            raise FerError(f"TensorFlow works on the CPU here: give --engine torch for {device}.")
        if not here:
            return Place("torch", device)
        _require("torch")
        _require_card(device)
        return Place("torch", device)
    if not here:
        return Place("tensorflow" if engine == "auto" else engine, "cpu")
    if engine != "tensorflow" and device == "auto" and (card := gpu()):
        return Place("torch", card.device)
    if engine == "auto":
        engine = "torch" if installed("torch") and not installed("tensorflow") else "tensorflow"
    _require(engine)
    return Place(engine, "cpu")


def load(place: Place | None = None) -> Engine:
    """The engine at `place`, or where `choose` says, ready to work; it is imported now.

    Raises:
        FerError: The engine or the device is not here.
    """
    place = place or choose()
    _require(place.engine)
    if place.device in CARDS:
        _require_card(place.device)
    if place.engine == "torch":
        from fer.engines.torch.engine import Torch

        return Torch(place.device)
    from fer.engines.tensorflow.engine import TensorFlow

    return TensorFlow()


@cache
def gpu() -> Gpu | None:
    """The GPU that PyTorch sees, where it is installed and sees one.

    PyTorch is asked in a process of its own, as it takes seconds and memory that a page should not
    give; and only where there is a driver.
    """
    if not (installed("torch") and _driver()):
        return None
    done = subprocess.run(
        [sys.executable, "-m", "fer.engines.torch.cards"],
        cwd=paths.REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    with suppress(ValueError):
        cards = json.loads(done.stdout)
        return next((Gpu(device, name) for device, name in cards.items()), None)
    return None


def _driver() -> bool:
    """Whether there may be a GPU that PyTorch can use."""
    if platform.system() == "Darwin":
        return platform.machine() == "arm64"
    if Path("/dev/kfd").exists():
        return True
    try:
        ctypes.CDLL("nvcuda.dll" if platform.system() == "Windows" else "libcuda.so.1")
    except OSError:
        return False
    return True


def installed(engine: EngineName) -> bool:
    """Whether an engine's framework is here."""
    return find_spec(engine) is not None


def _require(engine: EngineName) -> None:
    if not installed(engine):
        raise FerError(INSTALL[engine])


def _require_card(device: DeviceName) -> None:
    # PyTorch is going to be loaded anyway, so it is asked here.
    from fer.engines.torch.cards import cards

    if device not in cards():
        raise FerError(
            f"PyTorch sees no {CARDS[device]} here: install its driver and a PyTorch made for it "
            f'(README, "On a GPU"), or leave out --device {device}.'
        )
