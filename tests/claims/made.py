"""Finished runs whose answers are right as often as a test wants them to be."""

from collections.abc import Callable

from fer.claims import CLAIMS
from fer.claims.parts import Part
from fer.claims.settings import Setting
from fer.runs import Run

PRESENT = "0123456789abcdef"
"""The hash of the weights that the teacher has."""

MOBILENET, CNN = Setting("mobilenet-63k"), Setting("cnn-61k")


def part(claim: int, place: int = 0) -> Part:
    return CLAIMS[claim - 1].parts[place]


def seeds(
    make: Callable[..., Run], name: str, accuracy: float, setting: Setting, **of: object
) -> list[Run]:
    """Two seeds of a setting."""
    return [make(f"{name}-{seed}", accuracy, setting, seed=seed, **of) for seed in range(2)]
