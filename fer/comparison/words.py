"""What a table of runs says, in sentences."""

import pandas as pd

from fer.comparison.measures import MEASURES
from fer.errors import FerError
from fer.runs import Run, find
from fer.runs.progress import duration
from fer.words import bold, count


def headline(frame: pd.DataFrame, measure: str) -> str | None:
    """What most people come for: the best run, and the best of the smallest ones beside it.

    Args:
        frame: `points`.
        measure: One of `MEASURES`.

    Returns:
        A sentence of Markdown; None when no run has the measure.
    """
    best, runner = _best_and_small(frame, measure)
    if best is None:
        return None
    text = (
        f"{MEASURES[measure].label}: {bold(best['run'])} is first with {best[measure]:.1%} and "
        f"{best['parameters']:,} parameters"
    )
    if runner is None:
        return f"{text}, and no run is smaller."
    times = best["parameters"] / runner["parameters"]
    fewer = f", {times:,.0f} times fewer" if times >= 2 else ""
    verb = "keeps" if MEASURES[measure].higher_is_better else "has"
    return (
        f"{text}; {bold(runner['run'])} {verb} {runner[measure]:.1%} with "
        f"{runner['parameters']:,}{fewer}."
    )


def in_short(frame: pd.DataFrame, measure: str) -> str:
    """The same for who sees it first, of a measure of which more is better.

    Args:
        frame: `points`.
        measure: One of `MEASURES`.

    Returns:
        A sentence of Markdown; empty when no run has the measure.
    """
    best, runner = _best_and_small(frame, measure)
    if best is None:
        return ""
    if runner is None:
        return f"{best['parameters']:,} parameters read **{best[measure]:.1%}** of new faces right."
    times = best["parameters"] / runner["parameters"]
    return (
        f"With {runner['parameters']:,} parameters it reads **{runner[measure]:.1%}** of new faces "
        f"right; with {times:,.0f} times as many, **{best[measure]:.1%}**."
    )


def _best_and_small(frame: pd.DataFrame, measure: str) -> tuple[pd.Series | None, pd.Series | None]:
    """The best run, and the best of those ten times smaller, or else of all smaller ones."""
    frame = frame[frame[measure].notna()]
    if frame.empty:
        return None, None
    best = _best(frame, measure)
    small = frame[frame["parameters"] <= best["parameters"] / 10]
    if small.empty:
        small = frame[frame["parameters"] < best["parameters"]]
    return best, None if small.empty else _best(small, measure)


def _best(frame: pd.DataFrame, measure: str) -> pd.Series:
    values = frame[measure]
    return frame.loc[values.idxmax() if MEASURES[measure].higher_is_better else values.idxmin()]


def epochs_note(frame: pd.DataFrame) -> str:
    """A warning, where the runs were not trained equally long; empty where they were."""
    low, high = frame["epochs"].min(), frame["epochs"].max()
    if low == high:
        return ""
    return (
        f"These runs were trained for {low} to {count(int(high), 'epoch')}, so size is not "
        "all that sets them apart. "
    )


def describe(run: Run) -> str:
    """A run in a few sentences of Markdown."""
    config, metrics = run.config, run.metrics or {}
    shape = config.architecture
    lesson = (
        f"distilled from {', '.join(map(bold, config.distillation.teachers))} "
        f"(temperature {config.distillation.temperature:g}, alpha {config.distillation.alpha:g})"
        if config.distillation
        else "trained on the labels alone"
    )
    text = (
        f"{bold(run.name)} has {shape.parameters:,} parameters and {shape.macs:,} MACs; it was "
        f"{lesson} for {count(config.recipe.epochs, 'epoch')}, whose steps took "
        f"{duration(metrics['training_seconds'])}, and epoch {metrics['best_epoch']} was the best "
        "on validation."
    )
    for split in config.schema.test:
        figures = metrics["splits"][split]
        low, high = figures["ci95"]
        text += f" {split.capitalize()}: {figures['accuracy']:.1%} ({low:.1%} to {high:.1%})."
    beside = metrics.get("teacher", {}).get("splits", {}).get(config.schema.main)
    if beside:
        text += (
            f" It agrees with {bold(metrics['teacher']['run'])} on {beside['agreement']:.1%} of "
            f"the {config.schema.main} images (KL divergence {beside['kl']:.2f} nats)."
        )
        if teacher_was_replaced(run):
            text += " That was an earlier teacher of this name, which is here no more."
    return text


def teacher_was_replaced(run: Run) -> bool:
    """Whether a finished run had a teacher whose weights are not those that it learnt from now."""
    teacher = run.metrics.get("teacher")
    if not teacher:
        return False
    try:
        return find(teacher["run"]).weights_hash() != teacher["weights"]
    except FerError:
        return True
