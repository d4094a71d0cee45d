"""A run on disk.

A run is a folder of plain files (JSON, CSV, safetensors, npz without pickles); reading one never
executes anything from it. A folder that breaks the contract becomes a `BrokenRun` with the reason:
what is wrong with one run stops no other.
"""

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from fer import paths
from fer.errors import FerError
from fer.models.weights import checked
from fer.runs import status as run_status
from fer.runs import weights
from fer.runs.config import CONFIG, RunConfig, read_config
from fer.runs.history import HISTORY, HISTORY_COLUMNS, read_history, write_history
from fer.runs.metrics import METRICS, read_metrics
from fer.runs.predictions import PREDICTIONS, count_images, read_predictions, read_twins
from fer.runs.quoting import shown
from fer.runs.reading import kept, version
from fer.runs.status import Status
from fer.schema import Schema

__all__ = [
    "CARD",
    "CHECKPOINT",
    "CONFIG",
    "HISTORY",
    "HISTORY_COLUMNS",
    "LOG",
    "METRICS",
    "PREDICTIONS",
    "WEIGHTS",
    "BrokenRun",
    "Run",
    "read",
    "write_history",
]

WEIGHTS, CARD = "model.safetensors", "README.md"
OF_FINISHED = (METRICS, WEIGHTS, HISTORY, PREDICTIONS)
"""What a run must have left once it is finished; some of the zoo's are shipped without weights."""
CHECKPOINT, LOG = "checkpoint.safetensors", "log.txt"


@dataclass(frozen=True)
class Run:
    """A run whose folder is in order.

    Attributes:
        folder: Where it lies.
        config: What was trained, and how.
        status: Where it stands.
        metrics: Contents of `metrics.json`; None until the run is finished.
    """

    folder: Path
    config: RunConfig
    status: Status
    metrics: dict[str, Any] | None

    @cached_property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @cached_property
    def zoo(self) -> bool:
        """Whether it is shipped with the project."""
        return self.folder.parent == paths.ZOO

    @property
    def has_weights(self) -> bool:
        """Whether its best epoch so far can be loaded."""
        return (self.folder / WEIGHTS).exists()

    @property
    def no_weights(self) -> str:
        """Why it cannot be asked, in a sentence, where it has no weights."""
        if self.zoo:
            return (
                f"The weights of '{self.name}' are not shipped: train it again with the command on "
                "its card, or choose another run."
            )
        return f"'{self.name}' has no weights yet: let it finish an epoch first."

    def weights(self) -> dict[str, np.ndarray]:
        """The weights of its best epoch, float32, by the names of `fer.models.weights`.

        Raises:
            FerError: They are missing, damaged or another network's.
        """
        if not self.has_weights:
            raise FerError(self.no_weights)
        try:
            return checked(self.config.architecture.layers, weights.load(self.folder / WEIGHTS))
        except FerError as error:
            raise FerError(f"The weights of '{self.name}' cannot be used: {error}") from error

    def weights_hash(self) -> str:
        """The first 16 hexadecimal digits of its weight file's SHA-256.

        Raises:
            FerError: There are no weights.
        """
        try:
            return _weights_hash(self.folder)
        except FerError as error:
            raise FerError(self.no_weights) from error

    def history(self) -> list[dict[str, float]]:
        """A row an epoch, with the columns of `HISTORY_COLUMNS`.

        Raises:
            FerError: The file is damaged.
        """
        try:
            if version(self.folder / HISTORY) is None:
                return []
            return read_history(self.folder)
        except FerError as error:
            raise FerError(f"'{self.name}' has no learning curve: {error}") from error

    def predictions(self, split: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What the run said of a split's images.

        Returns:
            Probabilities float16 (n, classes), labels uint8 (n,), image hashes uint64 (n,).

        Raises:
            FerError: There are none, or the file is damaged.
        """
        try:
            return read_predictions(self.folder, split, self.config.schema)
        except FerError as error:
            raise FerError(f"'{self.name}' has no predictions for {split}: {error}") from error

    def twins(self, split: str) -> np.ndarray:
        """Which of a split's images have a pixel-identical twin among those that it learnt from.

        Returns:
            bool (n,), in the order of `predictions`.

        Raises:
            FerError: The file is damaged, or of a run too old to say so.
        """
        try:
            return read_twins(self.folder, split, self.config.schema)
        except FerError as error:
            raise FerError(
                f"'{self.name}' does not say which images have twins: {error}"
            ) from error

    def to_json(self) -> dict[str, Any]:
        """The run as `fer runs --json` shows it."""
        config, metrics = self.config, self.metrics or {}
        return {
            "run": self.name,
            "state": self.status.state,
            "launcher": self.status.launcher,
            "host": self.status.host,
            "attempt": self.status.attempt,
            "zoo": self.zoo,
            "preset": config.preset,
            "family": config.architecture.family,
            "width": config.width,
            "parameters": config.architecture.parameters,
            "macs": config.architecture.macs,
            "channels": list(config.architecture.channels),
            "data": config.data,
            "fingerprint": config.fingerprint,
            "schema": config.schema.to_json(),
            "teacher": ", ".join(config.teachers) or None,
            "seed": config.seed,
            "engine": config.engine,
            "device": config.device,
            "precision": config.recipe.precision,
            "recipe": config.to_json()["recipe"],
            "splits": metrics.get("splits", {}),
        }


@dataclass(frozen=True)
class BrokenRun:
    """A folder that should be a run and is not.

    Attributes:
        folder: Where it lies.
        reason: What is wrong with it, in one sentence.
    """

    folder: Path
    reason: str

    @property
    def name(self) -> str:
        """The folder's name as it can be shown."""
        return shown(self.folder.name)

    def to_json(self) -> dict[str, Any]:
        """The folder as `fer runs --json` shows it."""
        return {"run": self.name, "state": "broken", "reason": self.reason}


def read(folder: Path) -> Run | BrokenRun:
    """Read a run's folder.

    Of a finished run every file is read and checked (of the weights the size), and not again until
    one is modified, so that it is the same object till then; the learning curve of another is
    checked when it is asked for.
    """
    try:
        run = _read(folder)
    except FerError as error:  # of a file that is none
        return BrokenRun(folder, str(error))
    if run.status.state == "running":
        return replace(run, status=run_status.now(run.status))
    return run


@kept(WEIGHTS)
def _weights_hash(folder: Path) -> str:
    try:
        content = (folder / WEIGHTS).read_bytes()
    except OSError as error:
        raise FerError(f"{WEIGHTS} cannot be read: {error.strerror}.") from error
    return hashlib.sha256(content).hexdigest()[:16]


@kept(CONFIG, run_status.FILE, *OF_FINISHED)
def _read(folder: Path) -> Run:
    """What the files say, whether or not a process that is said to run does."""
    config = read_config(folder)
    # First, as a run that says it is finished has written all the rest before.
    status = run_status.written(folder)
    if status.state == "finished":
        return Run(folder, config, status, _finished(folder, config.schema))
    there = version(folder / METRICS)
    return Run(folder, config, status, read_metrics(folder) if there else None)


def _finished(folder: Path, schema: Schema) -> dict[str, Any]:
    """The metrics of a finished run, once all of its files are in order."""
    needed = [name for name in OF_FINISHED if name != WEIGHTS or folder.parent != paths.ZOO]
    missing = [name for name in needed if version(folder / name) is None]
    if missing:
        raise FerError(f"The run is finished but lacks {', '.join(missing)}.")
    metrics = read_metrics(folder)
    found = version(folder / WEIGHTS)
    if found and found.bytes != metrics["bytes"]:
        raise FerError(
            f"{WEIGHTS} has {found.bytes:,} bytes where {METRICS} says {metrics['bytes']:,}: copy "
            "the folder again, or train the run anew."
        )
    if not read_history(folder):
        raise FerError(f"{HISTORY} has no epoch.")
    for split, images in count_images(folder, schema).items():
        evaluated = metrics["splits"][split]["n"]
        if images != evaluated:
            raise FerError(
                f"{PREDICTIONS} is about {images:,} images of {split}, and {METRICS} about "
                f"{evaluated:,}."
            )
    return metrics
