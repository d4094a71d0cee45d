"""The model card of a run: what it is, how good, how to repeat it."""

from typing import Any

from fer.runs.config import RunConfig
from fer.runs.options import command
from fer.schema import FER2013

CROWD = "the crowd's guesses at posed and web-searched faces"
OWN = "somebody's reading of each face"
HOW = "Figures are those of the weights in float16, one view an image."


def labels_of(config: RunConfig) -> str:
    """What the labels are that a run learnt, in words: only of FER2013's it is known whose."""
    return CROWD if config.data == "fer2013" and config.schema == FER2013 else OWN


def model_card(config: RunConfig, metrics: dict[str, Any]) -> str:
    """A Markdown page, after Mitchell et al. 2019, "Model Cards for Model Reporting"."""
    shape, distillation = config.architecture, config.distillation
    rows = "\n".join(
        f"| {split} | {figures['n']:,} | {figures['accuracy']:.4f} "
        f"| {figures['ci95'][0]:.4f} to {figures['ci95'][1]:.4f} "
        f"| {figures['balanced_accuracy']:.4f} |"
        for split, figures in metrics["splits"].items()
    )
    lesson = "Trained on the labels alone."
    if distillation:
        first, *others = distillation.teachers
        lesson = (
            f"Distilled from `{first}` (whose weights were `{metrics['teacher']['weights']}`)"
            f"{''.join(f', `{name}`' for name in others)}, temperature "
            f"{distillation.temperature:g}, alpha {distillation.alpha:g}."
        )
    mean = metrics["averaged"]
    averages = ", ".join(
        f"{figures['accuracy']:.4f} on {split}" for split, figures in mean["splits"].items()
    )
    best, epochs = metrics["best_epoch"], config.recipe.epochs
    tests = " and\n".join(config.schema.test)
    return f"""# {config.run}

A {shape.family} network of {shape.parameters:,} parameters and {shape.macs:,} multiply-accumulates
that sorts a 48x48 gray face into {config.schema.words}. {lesson}

| split | images | accuracy | 95% interval | balanced accuracy |
|---|---|---|---|---|
{rows}

The epoch ({best} of {epochs}) was chosen on validation; {tests} chose nothing. {HOW}
Averaged over {mean["views"]} views of each image (shifted by 3 pixels and mirrored): {averages}.
Channels: {", ".join(map(str, shape.channels))}.

Repeat it, with the data set of fingerprint `{config.fingerprint}` imported as `{config.data}`:

```
{command(config)}
```

For research and teaching: the labels are {labels_of(config)}, not
what a person feels, and the classes are unequally hard (see the recall in `metrics.json`). Not for
decisions about people.
"""
