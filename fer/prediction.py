"""What several runs say of one face, side by side. Loads TensorFlow at the first prediction."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from fer import LABELS, evaluation
from fer.errors import FerError
from fer.runs import BrokenRun, Run, all_runs, find
from fer.runs.run import WEIGHTS, read

DEFAULT_RUNS = ("teacher", "mobilenet-63k-distilled", "cnn-61k")
MODELS_KEPT = 12


@dataclass(frozen=True)
class Prediction:
    """What one run says of one face.

    Attributes:
        run: The run's name.
        probabilities: float32 (7,), in the order of `fer.LABELS`.
        milliseconds: Time the run took for all the faces of the picture, divided by their number.
    """

    run: str
    probabilities: np.ndarray
    milliseconds: float

    @property
    def label(self) -> str:
        """The likeliest class."""
        return LABELS[int(self.probabilities.argmax())]

    def to_json(self) -> dict[str, Any]:
        """The prediction as `fer predict --json` shows it."""
        return {
            "run": self.run,
            "label": self.label,
            "probabilities": dict(zip(LABELS, map(float, self.probabilities), strict=True)),
            "milliseconds": self.milliseconds,
        }


def runs_to_predict(names: Sequence[str] = DEFAULT_RUNS) -> list[Run]:
    """The runs of these names.

    Raises:
        FerError: One does not exist, is broken, or has no weights yet.
    """
    runs = [find(name) for name in names]
    for run in runs:
        if not run.has_weights:
            raise FerError(f"'{run.name}' has no weights yet: let it finish an epoch first.")
    return runs


def choices() -> dict[str, Run]:
    """Every run that can be asked, by name: `DEFAULT_RUNS` first, then by name.

    A run of the user's own stands before the zoo's of the same name, as in `fer.runs.find`.
    """
    found = {run.name: run for run in all_runs() if isinstance(run, Run) and run.has_weights}
    names = [name for name in DEFAULT_RUNS if name in found]
    names += sorted(found.keys() - set(names))
    return {name: found[name] for name in names}


def first_choice(names: Sequence[str]) -> list[str]:
    """The runs to ask when nobody has chosen.

    Args:
        names: The names that `choices` gives.

    Returns:
        Those of `DEFAULT_RUNS`; where there are none, as many others.
    """
    defaults = [name for name in names if name in DEFAULT_RUNS]
    return defaults or list(names[: len(DEFAULT_RUNS)])


def load(runs: Sequence[Run]) -> tuple[list[Run], list[str]]:
    """Load networks ahead of `predict`, which then answers at once.

    Returns:
        The runs that are ready, and a sentence about each of the others.
    """
    ready, faults = [], []
    for run in runs:
        try:
            _classifier(run)
            ready.append(run)
        except FerError as error:
            faults.append(f"'{run.name}' cannot be asked: {error}")
    return ready, faults


def predict(runs: Sequence[Run], crops: Sequence[np.ndarray]) -> list[list[Prediction]]:
    """Ask every run about every face.

    Args:
        runs: The runs, which must have weights.
        crops: Gray faces, each uint8 (48, 48).

    Returns:
        For each face a prediction of each run, in the order given.

    Raises:
        FerError: A run's weights cannot be read.
    """
    if not crops:
        return []
    batch = np.stack(crops)
    answers = []
    for run in runs:
        classify = _classifier(run)
        begun = time.perf_counter()
        logits = classify(batch)
        milliseconds = 1000 * (time.perf_counter() - begun) / len(batch)
        answers.append(
            [Prediction(run.name, row, milliseconds) for row in evaluation.softmax(logits)]
        )
    return [list(face) for face in zip(*answers, strict=True)]


def disagreement(predictions: Sequence[Prediction]) -> str | None:
    """One sentence on where the runs part over a face; None where they agree."""
    runs_by_label: dict[str, list[str]] = {}
    for prediction in predictions:
        runs_by_label.setdefault(prediction.label, []).append(prediction.run)
    if len(runs_by_label) < 2:
        return None
    parts = [f"{' and '.join(runs)}: {label}" for label, runs in runs_by_label.items()]
    return "They disagree. " + "; ".join(parts) + "."


def summary(faces: Sequence[Sequence[Prediction]]) -> str:
    """One sentence on a picture: how many faces, and on which of them the runs part.

    Args:
        faces: What `predict` gave for the picture's faces, at least one.
    """
    found = "1 face found" if len(faces) == 1 else f"{len(faces)} faces found"
    if len(faces[0]) < 2:
        return f"{found}."
    parted = [str(number) for number, face in enumerate(faces, start=1) if disagreement(face)]
    if not parted:
        return f"{found}; the runs agree."
    if len(faces) == 1:
        return f"{found}; the runs disagree."
    if len(parted) == len(faces):
        return f"{found}; the runs disagree on every one."
    where = f"face{'s' if len(parted) > 1 else ''} {', '.join(parted)}"
    return f"{found}; the runs disagree on {where}."


def _classifier(run: Run) -> Callable[[np.ndarray], np.ndarray]:
    return _load(run.folder, (run.folder / WEIGHTS).stat().st_mtime_ns)


@lru_cache(MODELS_KEPT)
def _load(folder: Path, modified: int) -> Callable[[np.ndarray], np.ndarray]:
    """The compiled network of a folder, kept until its weights are modified."""
    from fer.runs.loading import load_model
    from fer.training.engine import classifier

    run = read(folder)
    if isinstance(run, BrokenRun):
        raise FerError(f"The run '{run.name}' is broken: {run.reason}")
    classify = classifier(load_model(run))
    # The first call compiles; a user should not see that in the milliseconds.
    classify(np.zeros((1, 48, 48), np.uint8))
    return classify
