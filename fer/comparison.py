"""Runs as one table, and what the table says in a sentence. No TensorFlow."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from fer import data
from fer.published import REPORT, N
from fer.runs import SPLITS, Run
from fer.runs.progress import duration

COLUMNS = (
    "run",
    "family",
    "distilled",
    "preset",
    "width",
    "parameters",
    "macs",
    "bytes",
    "training_seconds",
    "epochs",
    "seed",
    "train",
    "validation",
    "public",
    "public_low",
    "public_high",
    "private",
    "private_low",
    "private_high",
    "validation_low",
    "validation_high",
    "zoo",
)


def finished(runs: Sequence[object]) -> list[Run]:
    """The runs among `runs` (which may hold broken ones) that have figures."""
    return [run for run in runs if isinstance(run, Run) and run.status.state == "finished"]


def table(runs: Sequence[Run]) -> pd.DataFrame:
    """One row a finished run, columns `COLUMNS`, narrow networks first.

    Accuracies are from 0 to 1; `_low` and `_high` are the ends of the 95 % interval.
    """
    frame = pd.DataFrame([_row(run) for run in runs], columns=list(COLUMNS))
    return frame.sort_values(["parameters", "run"], ignore_index=True)


def _row(run: Run) -> dict[str, object]:
    config, metrics = run.config, run.metrics or {}
    row: dict[str, object] = {
        "run": run.name,
        "family": config.architecture.family,
        "distilled": config.distillation is not None,
        "preset": config.preset,
        "width": config.width,
        "parameters": config.architecture.parameters,
        "macs": config.architecture.macs,
        "bytes": metrics["bytes"],
        "training_seconds": metrics["training_seconds"],
        "epochs": config.recipe.epochs,
        "seed": config.seed,
        "zoo": run.zoo,
    }
    for split, figures in metrics["splits"].items():
        row[split] = figures["accuracy"]
        if split != "train":
            row[f"{split}_low"], row[f"{split}_high"] = figures["ci95"]
    return row


def headline(frame: pd.DataFrame, split: str) -> str | None:
    """What most people come for: the best run, and the best of the smallest ones beside it.

    Returns:
        Two sentences of Markdown; None when fewer than two sizes stand in the table.
    """
    if frame["parameters"].nunique() < 2:
        return None
    best = frame.loc[frame[split].idxmax()]
    small = frame[frame["parameters"] <= best["parameters"] / 10]
    if small.empty:
        small = frame[frame["parameters"] < best["parameters"]]
    if small.empty:
        return f"**{best['run']}** is both the smallest and the best: {best[split]:.1%}."
    runner = small.loc[small[split].idxmax()]
    return (
        f"The best run, **{best['run']}**, is right on {best[split]:.1%} with "
        f"{best['parameters']:,} parameters. **{runner['run']}** keeps {runner[split]:.1%} with "
        f"{best['parameters'] / runner['parameters']:,.0f} times fewer ({runner['parameters']:,})."
    )


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


def on_fer2013(runs: Sequence[Run]) -> list[Run]:
    """The finished runs that learnt FER2013, in the one of its forms that most of them learnt.

    FER2013 is known by its name and its 3,589 + 3,589 test images.
    """
    candidates = [
        run
        for run in runs
        if run.config.data == "fer2013"
        and all(run.metrics["splits"][split]["n"] == N for split in ("public", "private"))
    ]
    counts = Counter(run.config.fingerprint for run in candidates)
    commonest = max(counts, key=counts.get, default=None)
    return [run for run in candidates if run.config.fingerprint == commonest]


def epochs_note(frame: pd.DataFrame) -> str:
    """A warning, where the runs were not trained equally long; empty where they were."""
    low, high = frame["epochs"].min(), frame["epochs"].max()
    if low == high:
        return ""
    return (
        f"These runs were trained for {low} to {high} epochs, so size is not all that sets them "
        "apart. "
    )


def for_people(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns of `table` that a reader wants, in words."""
    shown = frame[
        ["run", "family", "distilled", "parameters", "macs", "bytes", *SPLITS, "epochs", "seed"]
    ]
    return shown.rename(columns={"macs": "MACs"})


def describe(run: Run) -> str:
    """A run in two sentences of Markdown."""
    config, metrics = run.config, run.metrics or {}
    shape = config.architecture
    lesson = (
        f"distilled from **{config.distillation.teacher}** (temperature "
        f"{config.distillation.temperature:g}, alpha {config.distillation.alpha:g})"
        if config.distillation
        else "trained on the labels alone"
    )
    text = (
        f"**{run.name}** has {shape.parameters:,} parameters and {shape.macs:,} MACs; it was "
        f"{lesson} for {config.recipe.epochs} epochs in "
        f"{duration(metrics['training_seconds'])}, and epoch {metrics['best_epoch']} was the best "
        "on validation."
    )
    for split in ("public", "private"):
        figures = metrics["splits"][split]
        low, high = figures["ci95"]
        text += f" {split.capitalize()}: {figures['accuracy']:.1%} ({low:.1%} to {high:.1%})."
    return text


def beside_report(runs: Sequence[Run]) -> pd.DataFrame:
    """The report's systems in its order, each with the run that speaks for its preset."""
    ours = {run.name: run for run in runs if run.zoo}
    rows = []
    for system in REPORT:
        name = system.preset + "-distilled" * system.distilled
        row: dict[str, object] = {"run": name, "parameters": system.parameters}
        row["our epochs"] = ours[name].config.recipe.epochs if name in ours else None
        for split in ("public", "private"):
            row[f"report, {split}"] = system.accuracy[split]
        for split in ("public", "private"):
            figures = ours[name].metrics["splits"][split] if name in ours else {}
            row[f"ours, {split}"] = figures.get("accuracy")
        rows.append(row)
    return pd.DataFrame(rows)
