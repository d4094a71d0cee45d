"""Everything that a training's next step depends on, in one file."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from safetensors import safe_open

from fer.runs import weights
from fer.runs.run import CHECKPOINT


@dataclass
class Position:
    """Where a training stands; part of the checkpoint.

    Attributes:
        epoch: Epochs done.
        step: Steps done of the epoch in progress.
        loss: Sum of that epoch's losses so far.
        accuracy: Sum of that epoch's shares of right answers so far.
        seconds: Time of that epoch's steps so far, without compilation where there are others.
        timed_steps: Steps that took it.
        history: A row of `history.csv` for each epoch done.
    """

    epoch: int = 0
    step: int = 0
    loss: float = 0.0
    accuracy: float = 0.0
    seconds: float = 0.0
    timed_steps: int = 0
    history: list[dict[str, float]] = field(default_factory=list)

    @property
    def best(self) -> float:
        """The best validation accuracy so far."""
        return max((row["val_accuracy"] for row in self.history), default=-1.0)


def write(folder: Path, state: dict[str, np.ndarray], position: Position, teachers: str) -> None:
    """Write a run's checkpoint.

    Args:
        folder: The run's.
        state: What the engine's trainer needs to go on.
        position: Where the training stands.
        teachers: The hashes of the weights of those that teach it; empty if none does.
    """
    kept = {"position": json.dumps(asdict(position)), "teachers": teachers}
    weights.write(folder / CHECKPOINT, state, kept)


def read(folder: Path) -> tuple[dict[str, np.ndarray], Position, str]:
    """Read back what `write` was given.

    Raises:
        FerError: The file is damaged.
    """
    state = weights.load(folder / CHECKPOINT)
    with safe_open(folder / CHECKPOINT, framework="numpy") as file:
        kept = file.metadata()
    return state, Position(**json.loads(kept["position"])), kept["teachers"]
