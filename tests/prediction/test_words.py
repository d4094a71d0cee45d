import numpy as np
import pytest

from fer.prediction import (
    DEFAULT_RUNS,
    Prediction,
    agreement,
    disagreement,
    first_choice,
    other_classes,
    summary,
)
from fer.schema import FER2013


def face(**labels: str) -> list[Prediction]:
    """What runs say of a face, each sure of one class."""
    return [
        Prediction(run, np.eye(7, dtype=np.float32)[FER2013.classes.index(label)], 1.0)
        for run, label in labels.items()
    ]


AGREED = face(teacher="happy", cnn="happy")
PARTED = face(teacher="happy", cnn="sad")


def test_disagreement_names_each_sides_runs() -> None:
    assert disagreement(AGREED) is None
    assert disagreement(PARTED) == "They disagree. teacher: happy; cnn: sad."
    three = face(teacher="happy", mobilenet="sad", cnn="happy")
    assert disagreement(three) == "They disagree. teacher and cnn: happy; mobilenet: sad."


def test_agreement_says_how_sure_the_runs_are() -> None:
    assert agreement(PARTED) is None
    assert agreement(face(cnn="sad")) is None
    assert agreement(AGREED) == "Both say happy, 100% to 100% sure."


@pytest.mark.parametrize(
    ("faces", "sentence"),
    [
        ([face(cnn="sad")], "1 face found."),
        ([face(cnn="sad"), face(cnn="happy")], "2 faces found."),
        ([AGREED], "1 face found; the runs agree."),
        ([PARTED], "1 face found; the runs disagree."),
        ([AGREED, AGREED], "2 faces found; the runs agree."),
        ([AGREED, PARTED], "2 faces found; the runs disagree on face 2."),
        ([PARTED, PARTED], "2 faces found; the runs disagree on every one."),
        ([PARTED, AGREED, PARTED], "3 faces found; the runs disagree on faces 1, 3."),
    ],
)
def test_summary_says_on_which_faces_the_runs_part(faces, sentence) -> None:
    assert summary(dict(enumerate(faces, start=1))) == sentence


def test_first_choice_is_the_defaults_or_as_many_others() -> None:
    assert first_choice([*DEFAULT_RUNS, "mine"]) == list(DEFAULT_RUNS)
    assert first_choice(["teacher", "mine"]) == ["teacher"]
    assert first_choice(["a", "b", "c", "d"]) == ["a", "b", "c"]
    assert first_choice([]) == []


def test_runs_of_other_classes_are_told_and_not_compared() -> None:
    own = Prediction("own", np.array([0.9, 0.1], np.float32), 1.0, classes=("awake", "asleep"))
    ours = face(a="happy")
    assert disagreement([*ours, own]) is None
    assert agreement([*ours, own]) is None
    assert other_classes(ours) is None
    assert other_classes([*ours, own]) == (
        "Other classes than a's, so not compared with it. own: awake, asleep."
    )
    assert summary({1: [*ours, own]}) == "1 face found."
    three = [*face(a="happy", b="happy"), own]
    assert summary({1: three}) == "1 face found; the runs of the same classes agree."
    assert disagreement([*face(a="happy", b="sad"), own]) == "They disagree. a: happy; b: sad."
