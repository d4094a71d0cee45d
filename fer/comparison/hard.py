"""What a whole set of runs has in common: the images that all get wrong, and what twins do."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from fer.comparison.measures import measure
from fer.comparison.pairs import answers, check_same_images
from fer.runs import Run


def wrong_for_all(runs: Sequence[Run]) -> pd.DataFrame:
    """The test images that every run gets wrong.

    Args:
        runs: Finished runs of one data set, at least one.

    Returns:
        Columns `row` (among the test splits in their order), `label`, `predicted` (what most runs
        say), `agreed` (the share that says it) and `confidence` (their mean), the surest first:
        at the top stand the labels that are most likely errors themselves.

    Raises:
        FerError: The runs were asked about different images, or a file is damaged.
    """
    said = [answers(run) for run in runs]
    for other in said[1:]:
        check_same_images(said[0], other)
    rows = np.flatnonzero(~np.any([each["right"] for each in said], axis=0))
    predicted = np.stack([each["predicted"].to_numpy()[rows] for each in said])
    confidence = np.stack([each["confidence"].to_numpy()[rows] for each in said])
    classes = int(predicted.max(initial=0)) + 1
    votes = np.array([(predicted == each).sum(axis=0) for each in range(classes)])
    favourite = votes.argmax(axis=0).astype(np.uint8)
    agree = predicted == favourite
    frame = pd.DataFrame(
        {
            "row": rows,
            "label": said[0]["label"].to_numpy()[rows],
            "predicted": favourite,
            "agreed": agree.mean(axis=0),
            "confidence": (confidence * agree).sum(axis=0) / np.maximum(1, agree.sum(axis=0)),
        }
    )
    order = ["agreed", "confidence"]
    return frame.sort_values(order, ascending=False, kind="stable", ignore_index=True)


def twins_effect(runs: Sequence[Run]) -> pd.DataFrame:
    """Accuracy with and without the test images that have a pixel-identical twin in Training.

    Returns:
        A row a run that was measured so: `run`, `all`, `without twins` (shares of all
        test images) and their `difference`.
    """
    found = ((run.name, measure(run.metrics)) for run in runs)
    rows = [
        [name, figures["pooled"], figures["untwinned"], figures["pooled"] - figures["untwinned"]]
        for name, figures in found
        if figures["untwinned"] is not None
    ]
    return pd.DataFrame(rows, columns=["run", "all", "without twins", "difference"])
