"""Where runs agree and where they part, in words."""

from collections.abc import Mapping, Sequence

from fer.prediction.answers import Prediction


def disagreement(predictions: Sequence[Prediction]) -> str | None:
    """One sentence on where the runs part over a face; None where they agree.

    Only runs that tell the same classes apart are held against each other.
    """
    parts = []
    for alike in _by_classes(predictions):
        runs_by_label: dict[str, list[str]] = {}
        for prediction in alike:
            runs_by_label.setdefault(prediction.label, []).append(prediction.run)
        if len(runs_by_label) > 1:
            parts += [f"{' and '.join(runs)}: {label}" for label, runs in runs_by_label.items()]
    return "They disagree. " + "; ".join(parts) + "." if parts else None


def agreement(predictions: Sequence[Prediction]) -> str | None:
    """One sentence where several runs say the same of a face; None where they part."""
    labels = {prediction.label for prediction in predictions}
    if len(predictions) < 2 or len(labels) > 1 or len(_by_classes(predictions)) > 1:
        return None
    sure = [prediction.confidence for prediction in predictions]
    number = "Both" if len(predictions) == 2 else f"All {len(predictions)}"
    return f"{number} say {labels.pop()}, {min(sure):.0%} to {max(sure):.0%} sure."


def other_classes(predictions: Sequence[Prediction]) -> str | None:
    """One sentence where runs learnt other classes than the first; None where all are alike."""
    first, *others = _by_classes(predictions) or [[]]
    if not others:
        return None
    said = [
        f"{' and '.join(each.run for each in alike)}: {', '.join(alike[0].classes)}"
        for alike in others
    ]
    return f"Other classes than {first[0].run}'s, so not compared with it. {'; '.join(said)}."


def _by_classes(predictions: Sequence[Prediction]) -> list[list[Prediction]]:
    """The predictions of each list of classes, in the order of the first of each."""
    found: dict[tuple[str, ...], list[Prediction]] = {}
    for prediction in predictions:
        found.setdefault(prediction.classes, []).append(prediction)
    return list(found.values())


def summary(faces: Mapping[int, Sequence[Prediction]]) -> str:
    """One sentence on a picture: how many faces, and on which of them the runs part.

    Args:
        faces: What `predict` gave for each of the picture's faces, by their numbers; at least one.
    """
    found = "1 face found" if len(faces) == 1 else f"{len(faces)} faces found"
    # Runs of other classes are not held against each other.
    groups = _by_classes(next(iter(faces.values())))
    if max(map(len, groups)) < 2:
        return f"{found}."
    runs = "the runs" if len(groups) == 1 else "the runs of the same classes"
    parted = [str(number) for number, face in faces.items() if disagreement(face)]
    if not parted:
        return f"{found}; {runs} agree."
    if len(faces) == 1:
        return f"{found}; {runs} disagree."
    if len(parted) == len(faces):
        return f"{found}; {runs} disagree on every one."
    where = f"face{'s' if len(parted) > 1 else ''} {', '.join(parted)}"
    return f"{found}; {runs} disagree on {where}."
