"""A run on disk.

A run is a folder of plain files (JSON, CSV, safetensors, npz without pickles); reading one never
executes anything from it. A folder that breaks the contract becomes a `BrokenRun` with the reason.
"""

import csv
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from fer import LABELS, files, paths
from fer.errors import FerError
from fer.models.weights import checked
from fer.runs import status as run_status
from fer.runs import weights
from fer.runs.config import RunConfig
from fer.runs.status import Status

CONFIG, HISTORY, METRICS = "config.json", "history.csv", "metrics.json"
WEIGHTS, PREDICTIONS, CARD = "model.safetensors", "predictions.npz", "README.md"
CHECKPOINT, LOG = "checkpoint.safetensors", "log.txt"

TEST = ("public", "private")
"""The splits that choose nothing."""
SPLITS = ("train", "validation", *TEST)
HISTORY_COLUMNS = (
    "epoch",
    "learning_rate",
    "loss",
    "accuracy",
    "val_loss",
    "val_accuracy",
    "seconds",
    "images_per_second",
)
FILES_KEPT = 8192
"""Parsed files held in memory: the pages read every run at every interaction."""
METRICS_FIELDS = (
    "bytes",
    "best_epoch",
    "training_seconds",
    "training_images_per_second",
)
SPLIT_FIELDS = ("n", "accuracy", "ci95", "balanced_accuracy", "recall", "confusion")


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

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def zoo(self) -> bool:
        """Whether it is shipped with the project."""
        return self.folder.parent == paths.ZOO

    @property
    def has_weights(self) -> bool:
        """Whether its best epoch so far can be loaded."""
        return (self.folder / WEIGHTS).exists()

    def weights(self) -> dict[str, np.ndarray]:
        """The weights of its best epoch, float32, by the names of `fer.models.weights`.

        Raises:
            FerError: They are missing, damaged or another network's.
        """
        return checked(self.config.architecture.layers, weights.load(self.folder / WEIGHTS))

    def weights_hash(self) -> str:
        """The first 16 hexadecimal digits of its weight file's SHA-256.

        Raises:
            FerError: There are no weights.
        """
        try:
            content = (self.folder / WEIGHTS).read_bytes()
        except OSError as error:
            raise FerError(f"'{self.name}' has no weights yet: train it first.") from error
        return hashlib.sha256(content).hexdigest()[:16]

    def history(self) -> list[dict[str, float]]:
        """A row an epoch, with the columns of `HISTORY_COLUMNS`.

        Raises:
            FerError: The file is damaged.
        """
        path = self.folder / HISTORY
        if not path.exists():
            return []
        try:
            with path.open(newline="") as file:
                return [
                    {column: float(row[column]) for column in HISTORY_COLUMNS}
                    for row in csv.DictReader(file)
                ]
        except (OSError, KeyError, ValueError, TypeError) as error:
            raise FerError(f"{HISTORY} of '{self.name}' cannot be read: {error!r}.") from error

    def predictions(self, split: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What the run said of a split's images.

        Returns:
            Probabilities float16 (n, 7), labels uint8 (n,), image hashes uint64 (n,).

        Raises:
            FerError: There are none, or the file is damaged.
        """
        try:
            with np.load(self.folder / PREDICTIONS, allow_pickle=False) as arrays:
                probabilities, labels, hashes = (
                    arrays[f"{split}_{part}"] for part in ("probabilities", "labels", "hashes")
                )
            n = len(labels)
            if probabilities.shape != (n, len(LABELS)) or hashes.shape != (n,):
                raise ValueError("the arrays are of different lengths")
            return probabilities, labels, hashes
        except (OSError, EOFError, KeyError, ValueError, BadZipFile, zlib.error) as error:
            raise FerError(f"'{self.name}' has no predictions for {split}: {error}.") from error

    def to_json(self) -> dict[str, Any]:
        """The run as `fer runs --json` shows it."""
        config, metrics = self.config, self.metrics or {}
        return {
            "run": self.name,
            "state": self.status.state,
            "zoo": self.zoo,
            "preset": config.preset,
            "family": config.architecture.family,
            "width": config.width,
            "parameters": config.architecture.parameters,
            "macs": config.architecture.macs,
            "channels": list(config.architecture.channels),
            "data": config.data,
            "fingerprint": config.fingerprint,
            "teacher": ", ".join(config.teachers) or None,
            "seed": config.seed,
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
        """The folder's name."""
        return self.folder.name

    def to_json(self) -> dict[str, Any]:
        """The folder as `fer runs --json` shows it."""
        return {"run": self.name, "state": "broken", "reason": self.reason}


def read(folder: Path) -> Run | BrokenRun:
    """Read a run's folder."""
    try:
        config = _config(folder / CONFIG, _modified(folder / CONFIG))
        # First, as a run that says it is finished has written all the rest before.
        status = run_status.read(folder)
        modified = _modified(folder / METRICS)
        metrics = _metrics(folder / METRICS, modified) if modified else None
        if status.state == "finished":
            _check_files(folder)
        return Run(folder, config, status, metrics)
    except FerError as error:
        return BrokenRun(folder, str(error))


def _modified(path: Path) -> int:
    """When a file was last modified, in nanoseconds; 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(FILES_KEPT)
def _config(path: Path, modified: int) -> RunConfig:
    return RunConfig.from_json(_read_json(path, modified))


@lru_cache(FILES_KEPT)
def _read_json(path: Path, modified: int) -> dict[str, Any]:
    """A file's JSON object, kept until the file is modified; callers do not change it."""
    try:
        value = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise FerError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(value, dict):
        raise FerError(f"{path.name} holds no JSON object.")
    return value


@lru_cache(FILES_KEPT)
def _metrics(path: Path, modified: int) -> dict[str, Any]:
    """What `metrics.json` holds, complete and well-formed."""
    metrics = _read_json(path, modified)
    splits = metrics.get("splits")
    splits = splits if isinstance(splits, dict) else {}
    lacking = [name for name in METRICS_FIELDS if name not in metrics]
    for split in SPLITS:
        figures = splits.get(split)
        figures = figures if isinstance(figures, dict) else {}
        lacking += [f"{split} {name}" for name in SPLIT_FIELDS if figures.get(name) is None]
    if lacking:
        raise FerError(f"{path.name} lacks {', '.join(lacking)}.")
    for split in SPLITS:
        if not _well_formed(splits[split]):
            raise FerError(f"{path.name} has figures of another form for {split}.")
    return metrics


def _well_formed(figures: Mapping[str, Any]) -> bool:
    try:
        confusion = np.array(figures["confusion"], float)
        interval = np.array(figures["ci95"], float)
        return (
            confusion.shape == (len(LABELS), len(LABELS))
            and interval.shape == (2,)
            and set(figures["recall"]) == set(LABELS)
        )
    except (TypeError, ValueError):
        return False


def _check_files(folder: Path) -> None:
    missing = [
        name for name in (METRICS, WEIGHTS, HISTORY, PREDICTIONS) if not (folder / name).exists()
    ]
    if missing:
        raise FerError(f"The run is finished but lacks {', '.join(missing)}.")


def write_history(folder: Path, rows: Iterable[Mapping[str, float]]) -> None:
    """Write `history.csv`."""
    lines = [",".join(HISTORY_COLUMNS)]
    lines += [",".join(f"{row[column]:.8g}" for column in HISTORY_COLUMNS) for row in rows]
    files.write_text(folder / HISTORY, "\n".join(lines) + "\n")
