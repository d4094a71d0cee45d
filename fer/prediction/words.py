"""Where runs agree and where they part, in words."""

from collections.abc import Mapping, Sequence

from fer.prediction.answers import Prediction


def disagreement(predictions: Sequence[Prediction]) -> str | None:
    """One sentence on where the runs part over a face; None where they agree."""
    runs_by_label: dict[str, list[str]] = {}
    for prediction in predictions:
        runs_by_label.setdefault(prediction.label, []).append(prediction.run)
    if len(runs_by_label) < 2:
        return None
    parts = [f"{' and '.join(runs)}: {label}" for label, runs in runs_by_label.items()]
    return "They disagree. " + "; ".join(parts) + "."


def agreement(predictions: Sequence[Prediction]) -> str | None:
    """One sentence where several runs say the same of a face; None where they part."""
    labels = {prediction.label for prediction in predictions}
    if len(predictions) < 2 or len(labels) > 1:
        return None
    sure = [prediction.confidence for prediction in predictions]
    number = "Both" if len(predictions) == 2 else f"All {len(predictions)}"
    return f"{number} say {labels.pop()}, {min(sure):.0%} to {max(sure):.0%} sure."


def summary(faces: Mapping[int, Sequence[Prediction]]) -> str:
    """One sentence on a picture: how many faces, and on which of them the runs part.

    Args:
        faces: What `predict` gave for each of the picture's faces, by their numbers; at least one.
    """
    found = "1 face found" if len(faces) == 1 else f"{len(faces)} faces found"
    if len(next(iter(faces.values()))) < 2:
        return f"{found}."
    parted = [str(number) for number, face in faces.items() if disagreement(face)]
    if not parted:
        return f"{found}; the runs agree."
    if len(faces) == 1:
        return f"{found}; the runs disagree."
    if len(parted) == len(faces):
        return f"{found}; the runs disagree on every one."
    where = f"face{'s' if len(parted) > 1 else ''} {', '.join(parted)}"
    return f"{found}; the runs disagree on {where}."
