"""What can be measured of a claim, and how runs become an effect."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from math import log, sqrt
from typing import Any

import numpy as np

from fer.claims.scales import POINTS, Scale
from fer.claims.settings import SEEDS, Setting, alike
from fer.claims.verdicts import (
    Effect,
    Seeds,
    SeedSpread,
    Verdict,
    difference,
    gap,
    gap_difference,
    twins_share,
    verdict,
)
from fer.comparison.pairs import answers, check_same_images
from fer.comparison.table import setting
from fer.errors import FerError
from fer.runs import Run
from fer.schema import FER2013
from fer.words import count

TIMES_FASTER = 5.0
"""Half of "about ten times": a ratio above it lets the claim pass, one below does not."""
MOST_TIMES = 8
"""How many times the seeds that there are may be asked for."""
SHORTEST = 6
"""Epochs of a curve's second half that its spread can be taken from."""

Groups = list[list[Run]]
"""Runs of each setting of a part, in the order of its settings."""
Measure = Callable[[Groups, SeedSpread | None], Effect | None]
"""From the runs of each setting, and the spread between seeds where it matters and is known, to the
effect in the claimed direction."""


@dataclass(frozen=True)
class Part:
    """Something a claim says.

    Attributes:
        text: What is compared, in words.
        settings: The ways of training that must be there.
        measure: How; None for what these networks cannot tell.
        scale: How an effect is told.
        figure: What the effect takes of a run that varies with its seed; None where seeds do not
            matter.
        sampled: Whether another study would have found another effect, and how far another tells
            how small an effect the report could have seen.
    """

    text: str
    settings: tuple[Setting, ...] = ()
    measure: Measure | None = None
    scale: Scale = POINTS
    figure: Callable[[Run], float] | None = None
    sampled: bool = True


@dataclass(frozen=True)
class Finding:
    """A part of a claim, judged.

    Attributes:
        part: What was judged.
        effect: The effect; None where it cannot be measured.
        verdict: What follows from it.
        evidence: The effect and the runs it comes from, or what is missing, in sentences.
        seeds: Runs of each setting that it comes from.
        lacking: Seeds of every setting that should be trained to tell; 0 where training helps not.
    """

    part: Part
    effect: Effect | None
    verdict: Verdict
    evidence: str
    seeds: tuple[int, ...] = ()
    lacking: int = 0

    def to_json(self) -> dict[str, Any]:
        """The finding as `fer claims --json` shows it: differences of accuracy as shares."""
        effect, unit = self.effect, self.part.scale.unit
        return {
            "text": self.part.text,
            "verdict": self.verdict,
            "effect": unit(effect.value) if effect else None,
            "ci95": [unit(effect.low), unit(effect.high)] if effect else None,
            "seeds": list(self.seeds),
            "evidence": self.evidence,
        }


def judge(part: Part, runs: Sequence[Run]) -> Finding:
    """Put a part of a claim to the test.

    An effect that seeds matter to is only judged if some setting of `runs` has two, which show how
    much they do.

    Args:
        part: What to test.
        runs: Finished runs of one data set.
    """
    if part.measure is None:
        return Finding(part, None, "cannot be told", "Not put to the test.")
    groups = alike(part.settings, runs, part.figure is not None) if part.settings else []
    if groups is None:
        return Finding(part, None, "cannot be told", "No runs to tell by yet.", lacking=SEEDS)
    seeds = tuple(len(group) for group in groups)
    fewest = min(seeds, default=0)
    spread = _spread(part.figure, runs) if part.figure else None
    try:
        effect = part.measure(groups, spread)
    except FerError as error:
        return Finding(part, None, "cannot be told", f"{error}", seeds)
    if effect is None:
        words = "These runs are too short to tell."
        return Finding(part, None, "cannot be told", words, seeds, lacking=SEEDS)
    evidence = f"{part.scale.effect(effect)} {_sources(groups)}".strip()
    if part.figure and fewest == 1 and spread is None:
        evidence += " One seed each, and nothing to tell how much a seed matters: train another."
        return Finding(part, effect, "cannot be told", evidence, seeds, lacking=SEEDS)
    detectable = _detectable(part, groups, spread)
    found = verdict(effect, detectable)
    if found == "does not hold" and effect.high >= 0:
        evidence += (
            f" At most {part.scale.size(effect.most)}, where one run of each setting, which is "
            f"what the report had, could just have seen {part.scale.size(detectable)}."
        )
    if part.figure is None:
        return Finding(part, effect, found, evidence, seeds)
    if found != "cannot be told":
        return Finding(part, effect, found, evidence, seeds, SEEDS if fewest == 1 else 0)
    needed = _seeds_needed(part, groups, spread, detectable)
    if needed:
        evidence += f" With {needed} seeds of each it could be told, if the effect stays so large."
    else:
        evidence += (
            f" More seeds would not tell, even {MOST_TIMES * fewest} of each: so small an effect "
            "is within what another draw of as many images brings."
        )
    return Finding(part, effect, found, evidence, seeds, needed)


def _detectable(part: Part, groups: Groups, spread: SeedSpread | None) -> float:
    """The effect that one run of each setting has one chance in three to find."""
    if not part.sampled:
        return 0.0
    return part.measure([group[:1] for group in groups], spread and spread.known).detectable


def _seeds_needed(part: Part, groups: Groups, spread: SeedSpread | None, detectable: float) -> int:
    """Seeds of each setting with which an effect of this size could be told; 0 if too many.

    Every run is counted several times: more seeds lessen what seeds do, and tell better how much
    that is, but not what images do.
    """

    def told(times: int) -> bool:
        better = spread
        if spread:
            more = sum(len(group) * (times - 1) for group in groups)
            better = replace(spread, freedom=spread.freedom + more)
        effect = part.measure([group * times for group in groups], better)
        return verdict(effect, detectable) != "cannot be told"

    fewest = min(len(group) for group in groups)
    times = range(2, MOST_TIMES + 1) if told(MOST_TIMES) else ()
    return next((number * fewest for number in times if told(number)), 0)


def _sources(groups: Groups) -> str:
    if not groups:
        return ""
    names = "; ".join(", ".join(run.name for run in group) for group in groups)
    return f"Runs of {count(groups[0][0].config.recipe.epochs, 'epoch')}: {names}."


def _right(runs: Sequence[Run], splits: Sequence[str] = FER2013.test) -> Seeds:
    """Which of the splits' images each run gets right: bool (n,) a run."""
    said = [answers(run, tuple(splits)) for run in runs]
    for other in said[1:]:
        check_same_images(said[0], other)
    return [each["right"].to_numpy() for each in said]


def _spread(figure: Callable[[Run], float], runs: Sequence[Run]) -> SeedSpread | None:
    """How much a figure varies from seed to seed, over all settings that have several."""
    by_setting: dict[str, dict[int, float]] = {}
    for run in runs:
        seeds = by_setting.setdefault(setting(run.config), {})
        # A seed that was trained twice says nothing of how much seeds matter.
        if run.config.seed not in seeds:
            # A run may be too old to have the figure.
            with suppress(FerError):
                seeds[run.config.seed] = figure(run)
    return SeedSpread.of([list(figures.values()) for figures in by_setting.values()])


def pooled_accuracy(run: Run) -> float:
    """A run's accuracy on public and private together."""
    parts = [run.metrics["splits"][split] for split in FER2013.test]
    return sum(part["n"] * part["accuracy"] for part in parts) / sum(part["n"] for part in parts)


def above_test(run: Run) -> float:
    """A run's accuracy on validation less its `pooled_accuracy`."""
    return run.metrics["splits"]["validation"]["accuracy"] - pooled_accuracy(run)


def accuracy(groups: Groups, spread: SeedSpread | None) -> Effect:
    """First settings less second ones on public and private; groups come in pairs."""
    rights = iter(_right([run for group in groups for run in group]))
    sides = [[next(rights) for _ in group] for group in groups]
    return difference(list(zip(sides[::2], sides[1::2], strict=True)), spread)


def validation_gap(groups: Groups, spread: SeedSpread | None) -> Effect:
    """Validation less test of one setting."""
    return gap(_right(groups[0], ["validation"]), _right(groups[0]), spread)


def validation_gap_difference(groups: Groups, spread: SeedSpread | None) -> Effect:
    """The `validation_gap` of the first setting less that of the second."""
    first, second = ((_right(group, ["validation"]), _right(group)) for group in groups)
    return gap_difference(first, second, spread)


def without_twins(run: Run) -> float:
    """How much of a run's gap between validation and test is gone without images with a twin."""
    figures = []
    for splits in (["validation"], FER2013.test):
        (right,), twins = _right([run], splits), _twins(run, splits)
        figures.append(float(right.mean() - right[~twins].mean()))
    return figures[0] - figures[1]


def twins_effect(groups: Groups, spread: SeedSpread | None) -> Effect:
    """`without_twins` of one setting."""
    sets = [(_right(groups[0], s), _twins(groups[0][0], s)) for s in (["validation"], FER2013.test)]
    return twins_share(sets, spread)


def _twins(run: Run, splits: Sequence[str]) -> np.ndarray:
    return np.concatenate([run.twins(split) for split in splits])


def speed(groups: Groups, spread: SeedSpread | None) -> Effect:
    """Log of the ratio of images a second, over `TIMES_FASTER`.

    The interval is the widest that 95% of either side's epochs allow, as epochs of one run share
    what else the machine did.
    """
    low, middle, high = zip(
        *(
            np.quantile(
                [row["images_per_second"] for run in group for row in run.history()],
                [0.025, 0.5, 0.975],
            )
            for group in groups
        ),
        strict=True,
    )
    ratios = middle[0] / middle[1], low[0] / high[1], high[0] / low[1]
    value, least, most = (log(ratio / TIMES_FASTER) for ratio in ratios)
    return Effect(value, least, most, most)


def fluctuation(groups: Groups, spread: SeedSpread | None) -> Effect | None:
    """Log of the ratio of how far validation accuracy strays from its trend.

    The trend is a straight line through the second half of the epochs. The interval is normal, with
    the logarithm of a deviation of f degrees of freedom having the variance 1 / 2f.
    """
    logs, variance = [], 0.0
    for group in groups:
        squares, freedom = 0.0, 0
        for run in group:
            curve = [row["val_accuracy"] for row in run.history()]
            half = np.array(curve[len(curve) // 2 :])
            if len(half) < SHORTEST:
                continue
            epochs = np.arange(len(half))
            squares += float(((half - np.polyval(np.polyfit(epochs, half, 1), epochs)) ** 2).sum())
            freedom += len(half) - 2
        if not freedom or not squares:
            return None
        logs.append(log(squares / freedom) / 2)
        variance += 1 / (2 * freedom)
    return Effect.normal(logs[0] - logs[1], sqrt(variance))
