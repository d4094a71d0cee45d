"""What `metrics.json` holds: the figures of a finished run."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from fer.runs.checks import (
    BadValueError,
    Check,
    anything,
    list_of,
    maybe,
    number,
    record,
    require,
    text,
    whole,
)
from fer.runs.config import CONFIG, read_config
from fer.runs.reading import kept, read_json
from fer.runs.recipe import MOST_EPOCHS
from fer.schema import Schema

METRICS = "metrics.json"

SHARE = number(0, 1)
SPEED = number(1e-3, 1e9)
"""Images a second."""
SECONDS = number(0, 1e12)
IMAGES = 1_000_000_000
"""More than any split has; sums of counts stay within 64 bits."""


def _interval(value: object) -> None:
    list_of(SHARE, 2)(value)
    if value[0] > value[1]:
        raise BadValueError(f"must be a lower and an upper end, not {value[0]:g} and {value[1]:g}")


def _twins(value: dict[str, Any]) -> None:
    if value["n"] and value["accuracy"] is None:
        raise BadValueError("must be a number from 0 to 1, not null", "accuracy")


def _counted(value: dict[str, Any]) -> None:
    counted = sum(map(sum, value["confusion"]))
    if counted != value["n"]:
        raise BadValueError(
            f"must count the split's {value['n']:,} images, not {counted:,}", "confusion"
        )


_COUNT = whole(0, IMAGES)
_FIGURES = {"n": whole(1, IMAGES), "accuracy": SHARE, "ci95": _interval}
_AVERAGED = record({"views": whole(1), "splits": record({}, others=record(_FIGURES))})
_TEACHER = record(
    {
        "run": text(),
        "weights": text(),
        # Of two equal answers the divergence may be rounded below zero.
        "splits": record({}, others=record({"agreement": SHARE, "kl": number(-1, 1e6)})),
    }
)
FORMS_KEPT = 64


@lru_cache(FORMS_KEPT)
def _form(schema: Schema) -> Check:
    """What the figures of a run that learnt such a data set must be."""
    count = len(schema.classes)
    split = record(
        {
            **_FIGURES,
            "balanced_accuracy": SHARE,
            "recall": record(dict.fromkeys(schema.classes, maybe(SHARE))),
            "confusion": list_of(list_of(_COUNT, count), count),
        },
        {
            "without_twins": record(
                {"n": _COUNT, "accuracy": maybe(SHARE), "ci95": _interval}, rule=_twins
            )
        },
        others=anything,
        rule=_counted,
    )
    return record(
        {
            "bytes": whole(1),
            "best_epoch": whole(1, MOST_EPOCHS),
            "training_seconds": SECONDS,
            "training_images_per_second": SPEED,
            "splits": record(dict.fromkeys(schema.splits, split), others=split),
        },
        {
            "run": text(),
            "parameters": whole(1),
            "macs": whole(1),
            "averaged": _AVERAGED,
            "teacher": _TEACHER,
        },
        others=anything,
    )


@kept(CONFIG, METRICS)
def read_metrics(folder: Path) -> dict[str, Any]:
    """What a run's `metrics.json` holds; not to be changed.

    Raises:
        FerError: The file or the run's configuration is missing or damaged, or it has a figure that
            cannot be.
    """
    metrics = read_json(folder / METRICS)
    require(METRICS, _form(read_config(folder).schema), metrics)
    return metrics
