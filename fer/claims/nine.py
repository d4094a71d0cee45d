"""The report's nine claims, each put to the test with the runs there are. No TensorFlow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np

from fer.claims.settings import Setting, alike
from fer.claims.verdicts import (
    Effect,
    Seeds,
    Verdict,
    difference,
    gap,
    gap_difference,
    log_ratio,
    verdict,
)
from fer.comparison.pairs import answers
from fer.models import PRESETS
from fer.runs import Run

SMALL_MOBILENET, SMALL_CNN = "mobilenet-63k", "cnn-61k"
WIDER = (
    ("cnn-265k", "mobilenet-221k"),
    ("cnn-1.5m", "mobilenet-1.7m"),
    ("cnn-4.5m", "mobilenet-5.0m"),
)
DROPOUT = 0.3
TIMES_FASTER = 5.0
"""Half of "about ten times": a ratio above it lets the claim pass, one below does not."""

Groups = list[list[Run]]
"""Runs of each setting of a part, in the order of its settings."""


@dataclass(frozen=True)
class Part:
    """Something a claim says that can be measured.

    Attributes:
        text: What is compared, in words.
        settings: The ways of training that must be there.
        measure: From the runs of each setting to the effect in the claimed direction.
        show: An effect in words.
        negligible: How near to zero an effect is none.
    """

    text: str
    settings: tuple[Setting, ...]
    measure: Callable[[Groups], Effect]
    show: Callable[[Effect], str]
    negligible: float = 0.005


@dataclass(frozen=True)
class Claim:
    """What the report claims.

    Attributes:
        number: Its place in the report's list.
        text: The claim.
        parts: What can be measured of it.
        remark: What else a reader should know.
    """

    number: int
    text: str
    parts: tuple[Part, ...]
    remark: str = ""


@dataclass(frozen=True)
class Finding:
    """A part of a claim, judged.

    Attributes:
        part: What was judged.
        effect: The effect; None where runs are missing.
        verdict: What follows from it.
        groups: The runs of each setting.
    """

    part: Part
    effect: Effect | None
    verdict: Verdict
    groups: Groups

    @property
    def evidence(self) -> str:
        """The effect and the runs it comes from, in a sentence."""
        if self.effect is None:
            return "No runs to tell by yet."
        names = ["/".join(run.name for run in group) for group in self.groups]
        return f"{self.part.show(self.effect)} Runs: {', '.join(names)}."


def judge(part: Part, runs: Sequence[Run]) -> Finding:
    """Put a part of a claim to the test.

    Args:
        part: What to test.
        runs: Finished runs of one data set.

    Raises:
        FerError: A run's predictions or history are damaged.
    """
    groups = alike(part.settings, runs) if part.settings else []
    effect = None if groups is None else part.measure(groups)
    return Finding(part, effect, verdict(effect, part.negligible), groups or [])


def right(runs: Sequence[Run], splits: Sequence[str] = ("public", "private")) -> Seeds:
    """Which of the splits' images each run gets right: bool (n,) a run."""
    return [answers(run, splits)["right"].to_numpy() for run in runs]


def _accuracy(groups: Groups) -> Effect:
    """First settings against second ones: groups come in pairs."""
    sides = [right(group) for group in groups]
    return difference(list(zip(sides[::2], sides[1::2], strict=True)))


def _validation_gap(groups: Groups) -> Effect:
    return gap(right(groups[0], ["validation"]), right(groups[0]))


def _gap_difference(groups: Groups) -> Effect:
    return gap_difference(
        *((right(group, ["validation"]), right(group)) for group in groups),
    )


def _speed(groups: Groups) -> Effect:
    speeds = [
        np.array([row["images_per_second"] for run in group for row in run.history()])
        for group in groups
    ]
    ratio = log_ratio(*speeds)
    return Effect(*(value - log(TIMES_FASTER) for value in (ratio.value, ratio.low, ratio.high)))


def _filters(groups: Groups) -> Effect:
    counts = [sum(PRESETS[preset].channels) for preset in (SMALL_MOBILENET, SMALL_CNN)]
    return Effect(*[float(counts[0] - counts[1])] * 3)


def _fluctuation(groups: Groups) -> Effect:
    changes = []
    for group in groups:
        curves = [[row["val_accuracy"] for row in run.history()] for run in group]
        changes.append(np.concatenate([np.diff(curve[len(curve) // 2 :]) for curve in curves]))
    return log_ratio(*changes, statistic=np.std)


def _points(effect: Effect) -> str:
    return (
        f"{100 * effect.value:+.1f} points (95 % interval {100 * effect.low:+.1f} to "
        f"{100 * effect.high:+.1f})."
    )


def _times(effect: Effect, scale: float = 1.0) -> str:
    value, low, high = (scale * exp(each) for each in (effect.value, effect.low, effect.high))
    return f"{value:.2g} times (95 % interval {low:.2g} to {high:.2g})."


def _counted(effect: Effect) -> str:
    return f"{effect.value:+.0f} filters, counted."


def _accuracy_part(text: str, *settings: Setting) -> Part:
    return Part(text, settings, _accuracy, _points)


_mobilenet, _cnn = Setting(SMALL_MOBILENET), Setting(SMALL_CNN)

CLAIMS = (
    Claim(
        1,
        "A MobileNet beats a plain CNN clearly when both have about 60,000 parameters.",
        (
            _accuracy_part("Plain MobileNet less plain CNN", _mobilenet, _cnn),
            _accuracy_part(
                "Distilled MobileNet less distilled CNN",
                Setting(SMALL_MOBILENET, distilled=True),
                Setting(SMALL_CNN, distilled=True),
            ),
        ),
        "The report compares a tuned, distilled MobileNet with an untuned CNN that is not.",
    ),
    Claim(
        2,
        "From about 0.2 million parameters up the plain CNN is slightly better.",
        (
            _accuracy_part(
                "CNN less MobileNet, mean of the three wider pairs",
                *(Setting(preset) for pair in WIDER for preset in pair),
            ),
        ),
        "The report's own pair at 1.5 million ties on private.",
    ),
    Claim(
        3,
        "Distillation from the teacher lifts the small MobileNet.",
        (
            _accuracy_part(
                "Distilled less plain", Setting(SMALL_MOBILENET, distilled=True), _mobilenet
            ),
        ),
    ),
    Claim(
        4,
        "Dropout hurts a network this small.",
        (
            _accuracy_part(
                f"Without dropout less with dropout {DROPOUT:g}",
                _mobilenet,
                Setting(SMALL_MOBILENET, dropout=DROPOUT),
            ),
        ),
    ),
    Claim(
        5,
        "Batch normalisation before the activation is better than after.",
        (_accuracy_part("Before less after", _mobilenet, Setting(SMALL_MOBILENET, norm="after")),),
    ),
    Claim(
        6,
        "A random validation split reads higher than the test sets, because the data holds "
        "duplicates.",
        (
            Part(
                "Validation less test, random split",
                (Setting(SMALL_CNN, validation="random"),),
                _validation_gap,
                _points,
            ),
            Part(
                "That gap less the one of a split that keeps duplicates together",
                (Setting(SMALL_CNN, validation="random"), _cnn),
                _gap_difference,
                _points,
            ),
        ),
        "About 7 % of a random validation split and 8 % of each test split have an exact twin in "
        "Training.",
    ),
    Claim(
        7,
        "At equal parameters a MobileNet trains about ten times faster.",
        (
            Part(
                "Images a second in training, MobileNet to CNN",
                (_mobilenet, _cnn),
                _speed,
                lambda effect: _times(effect, TIMES_FASTER),
                negligible=0.0,
            ),
        ),
        f"The claim is let pass from {TIMES_FASTER:g} times on. The speeds are those of the "
        "machines that trained the runs, by epoch.",
    ),
    Claim(
        8,
        "At equal parameters a MobileNet has more filters, and in a small network more filters "
        "matter more than computation inside each.",
        (Part("Filters of the small MobileNet less those of the CNN", (), _filters, _counted),),
        "Whether filters matter more than computation is not put to the test: it needs networks "
        "that trade one for the other and differ in nothing else.",
    ),
    Claim(
        9,
        "Without augmentation accuracy fluctuates from epoch to epoch, and there is room above.",
        (
            Part(
                "Spread of the change from epoch to epoch in the second half, without to with",
                (Setting(SMALL_CNN, augmented=False), _cnn),
                _fluctuation,
                _times,
                negligible=0.0,
            ),
            _accuracy_part(
                "With augmentation less without", _cnn, Setting(SMALL_CNN, augmented=False)
            ),
        ),
        "Validation is measured with the running average of the weights, which fluctuates less.",
    ),
)
