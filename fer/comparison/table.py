"""Finished runs as one table, a row a run. No TensorFlow."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256

import numpy as np
import pandas as pd

from fer import data
from fer.comparison.kept import kept
from fer.comparison.measures import MEASURES, measure
from fer.comparison.sizes import SIZES
from fer.published import REPORT, N
from fer.runs import NO_AUGMENTATION, Run, RunConfig
from fer.runs.options import changes
from fer.schema import FER2013
from fer.words import count

COLUMNS = (
    "run",
    "setting",
    "family",
    "distilled",
    "teacher",
    "recipe",
    "preset",
    "width",
    *SIZES,
    "epochs",
    "seed",
    "device",
    "train",
    *(f"{name}{end}" for name in MEASURES for end in ("", "_low", "_high")),
    "zoo",
)
ROWS_KEPT = 8192
TABLES_KEPT = 8


def finished(runs: Sequence[object]) -> list[Run]:
    """The runs among `runs` (which may hold broken ones) that have figures."""
    return [run for run in runs if isinstance(run, Run) and run.status.state == "finished"]


@kept(TABLES_KEPT)
def table(runs: Sequence[Run]) -> pd.DataFrame:
    """One row a finished run, columns `COLUMNS`, narrow networks first; not to be changed.

    Accuracies are from 0 to 1; `_low` and `_high` are the ends of the 95% interval. Runs of one
    `setting` differ in nothing but their seed. `lost` is the accuracy that a run's teacher, or else
    the best run of the teacher's family, has more; its interval takes the two for independent,
    which on the same images is too wide. It is empty where there is no such run.
    """
    frame = pd.DataFrame([_row(run) for run in runs], columns=list(COLUMNS))
    best = frame[frame["family"] == "teacher"].sort_values("pooled").tail(1)
    teacher = frame["teacher"].where(frame["teacher"].isin(frame["run"]))
    if len(best):
        teacher = teacher.fillna(best["run"].iloc[0])
    above = frame.set_index("run").reindex(teacher)
    half = np.hypot(*(_half(each, "pooled") for each in (frame, above)))
    half[(teacher == frame["run"]).to_numpy()] = 0.0
    frame["lost"] = above["pooled"].to_numpy(float) - frame["pooled"].to_numpy(float)
    frame["lost_low"], frame["lost_high"] = frame["lost"] - half, frame["lost"] + half
    return frame.sort_values(["parameters", "run"], ignore_index=True)


@kept(ROWS_KEPT)
def _row(run: Run) -> dict[str, object]:
    config, metrics = run.config, run.metrics or {}
    return {
        "run": run.name,
        "setting": setting(run),
        "family": config.architecture.family,
        "distilled": config.distillation is not None,
        "teacher": ", ".join(config.teachers) or None,
        "recipe": training_words(config),
        "preset": config.preset,
        "width": config.width,
        **{size.name: size.of_run(run) for size in SIZES.values() if size.of_run},
        "epochs": config.recipe.epochs,
        "seed": config.seed,
        "device": config.device,
        "train": metrics["splits"]["train"]["accuracy"],
        "zoo": run.zoo,
        **measure(metrics),
    }


def _half(frame: pd.DataFrame, measure: str) -> np.ndarray:
    return (frame[f"{measure}_high"] - frame[f"{measure}_low"]).to_numpy(float) / 2


def setting(run: Run) -> str:
    """A hash of all that fixes a run but its name, the name it was chosen by, and its seed."""
    teacher = (run.metrics or {}).get("teacher")
    return _setting(run.config, teacher["weights"] if teacher else None)


@lru_cache(ROWS_KEPT)
def _setting(config: RunConfig, weights: str | None) -> str:
    """See `setting`; `weights` is the hash of those that the (first) teacher had."""
    # Only newer runs say the weights of all their teachers.
    values = replace(config, teacher_weights=()).to_json() | {"weights": weights}
    for name in ("run", "preset", "width", "seed", "schema_version", "engine", "device"):
        del values[name]
    return sha256(repr(values).encode()).hexdigest()[:16]


def training_words(config: RunConfig) -> str:
    """How a run was trained, in few words: its epochs, and what is not as usual.

    Its precision, which makes large networks' steps faster, is not counted as a way of training.
    """
    words = [count(config.recipe.epochs, "epoch")]
    if config.recipe.augmentation == NO_AUGMENTATION:
        words.append("no augmentation")
    words += [word for word in changes(config) if not word.startswith(("epochs", "precision"))]
    return ", ".join(words)


def data_sets(runs: Sequence[Run]) -> dict[str, str]:
    """Names of the data sets that `runs` learnt, by fingerprint, the commonest first.

    A name that stands for several fingerprints is told apart by them.
    """
    count = Counter((run.config.fingerprint, run.config.data) for run in runs)
    ordered = sorted(count, key=lambda key: (key[1] == "synthetic", -count[key]))
    names = [name for _, name in ordered]
    return {
        fingerprint: _data_name(name, fingerprint if names.count(name) > 1 else None)
        for fingerprint, name in ordered
    }


def _data_name(name: str, fingerprint: str | None) -> str:
    text = data.label(name)
    return f"{text} ({fingerprint})" if fingerprint else text


@kept(TABLES_KEPT)
def on_fer2013(runs: Sequence[Run]) -> list[Run]:
    """The finished runs that learnt FER2013, in the one of its forms that most of them learnt.

    FER2013 is known by its name and its 3,589 + 3,589 test images.
    """
    candidates = [
        run
        for run in runs
        if run.config.data == "fer2013"
        and run.config.schema == FER2013
        and all(run.metrics["splits"][split]["n"] == N for split in FER2013.test)
    ]
    counts = Counter(run.config.fingerprint for run in candidates)
    commonest = max(counts, key=counts.get, default=None)
    return [run for run in candidates if run.config.fingerprint == commonest]


def beside_report(runs: Sequence[Run]) -> pd.DataFrame:
    """The report's systems in its order, each with the run that speaks for its preset.

    Accuracies are from 0 to 1, and empty where that run is missing; `more` are points that ours has
    more than the report's, and `95%` is our run's interval on private, in words.
    """
    ours = {run.name: run for run in runs if run.zoo}
    rows = []
    for system in REPORT:
        name = system.run
        row: dict[str, object] = {"run": name, "parameters": system.parameters}
        for split in FER2013.test[::-1]:
            row[f"report, {split}"] = reported = system.accuracy[split]
            figures = ours[name].metrics["splits"][split] if name in ours else {}
            row[f"ours, {split}"] = figures.get("accuracy")
            row[f"more, {split}"] = 100 * (figures["accuracy"] - reported) if figures else None
            if split == "private":
                low, high = figures.get("ci95", (None, None))
                row[f"95%, {split}"] = f"{low:.1%} to {high:.1%}" if figures else None
        row["our epochs"] = ours[name].config.recipe.epochs if name in ours else None
        rows.append(row)
    return pd.DataFrame(rows)
