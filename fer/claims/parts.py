"""What a claim says, part by part, and how a part is judged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fer.claims.measures import Figure, Groups, contrast, seed_spread
from fer.claims.scales import POINTS, Scale
from fer.claims.settings import SEEDS, Setting, alike, orphaned
from fer.claims.verdicts import Effect, Estimate, Verdict, verdict
from fer.errors import FerError
from fer.runs import Run
from fer.words import count

MOST_SEEDS = 16
"""Seeds of each setting that may be asked for."""


@dataclass(frozen=True)
class Part:
    """Something a claim says.

    Attributes:
        text: What is compared, in words.
        settings: The ways of training that must be there: one, or pairs of which the first is
            claimed to have more.
        figure: What is compared of their runs, as the mean over the pairs.
        measure: How the effect is found where it is no difference of a figure.
        scale: How an effect is told.
        reported: The effect in the report's own figures, where it has them.
        explains: Whether it only explains another part, so that a small effect is one too.
    """

    text: str
    settings: tuple[Setting, ...] = ()
    figure: Figure | None = None
    measure: Callable[[Groups], Estimate | Effect | None] | None = None
    scale: Scale = POINTS
    reported: float | None = None
    explains: bool = False

    def estimate(self, groups: Groups, runs: Sequence[Run]) -> Estimate | Effect | None:
        """What is measured; an effect where neither seeds nor images matter; None if too little.

        Args:
            groups: Runs of each setting.
            runs: All finished runs of the data set.

        Raises:
            FerError: A run lacks what is measured.
        """
        if self.figure is None:
            return self.measure(groups)
        pairs = len(groups) // 2
        weights = [1 / pairs, -1 / pairs] * pairs if pairs else [1.0]
        return contrast(self.figure, groups, weights, seed_spread(self.figure, runs, groups))

    def small(self, estimate: Estimate | Effect) -> float | None:
        """An effect too small for what is claimed, from an `estimate`; None where any would do.

        Half of the report's own effect; else what a study with one run of each setting, as the
        report is, could just have found.
        """
        if self.reported is not None:
            return self.reported / 2
        if self.explains or isinstance(estimate, Effect):
            return None
        return estimate.detectable


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
        small: An effect that is too small for what is claimed; None where any would do.
        earlier: Whether students among them learnt from a teacher that is here no more.
    """

    part: Part
    effect: Effect | None
    verdict: Verdict
    evidence: str
    seeds: tuple[int, ...] = ()
    lacking: int = 0
    small: float | None = None
    earlier: bool = False

    @property
    def too_small(self) -> bool:
        """Whether it does not hold because there is hardly an effect, on whichever side of zero."""
        return self.verdict == "does not hold" and self.effect.high >= 0

    def to_json(self) -> dict[str, Any]:
        """The finding as `fer claims --json` shows it: differences of accuracy as shares."""

        def told(value: float | None) -> float | None:
            return None if value is None else self.part.scale.unit(value)

        effect = self.effect
        return {
            "text": self.part.text,
            "verdict": self.verdict,
            "effect": told(effect.value) if effect else None,
            "ci95": [told(effect.low), told(effect.high)] if effect else None,
            "at_most": told(effect.most) if effect else None,
            "too_small_below": told(self.small),
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
    groups = alike(part.settings, runs, part.figure is not None) if part.settings else []
    if groups is None:
        return Finding(part, None, "cannot be told", "No runs to tell by yet.", lacking=SEEDS)
    seeds = tuple(len(group) for group in groups)
    try:
        estimate = part.estimate(groups, runs)
    except FerError as error:
        return Finding(part, None, "cannot be told", f"{error}", seeds)
    if estimate is None:
        words = "These runs are too short to tell."
        return Finding(part, None, "cannot be told", words, seeds)
    effect = estimate.effect if isinstance(estimate, Estimate) else estimate
    small, earlier = part.small(estimate), any(map(orphaned, groups))
    evidence = f"{part.scale.effect(effect)} {_sources(groups)}".strip()
    if isinstance(estimate, Estimate) and estimate.spread is None:
        evidence += " One seed each, and nothing to tell how much a seed matters: train another."
        return Finding(part, effect, "cannot be told", evidence, seeds, SEEDS, small, earlier)
    found = verdict(effect, small)
    lacking = 0
    if isinstance(estimate, Estimate):
        if found == "cannot be told":
            lacking = _seeds_needed(estimate, small)
            evidence += f" {_outlook(lacking)}"
        elif min(seeds) == 1:
            lacking = SEEDS
    finding = Finding(part, effect, found, evidence, seeds, lacking, small, earlier)
    if finding.too_small:
        return replace(finding, evidence=f"{evidence} {_too_small(finding)}")
    return finding


def _outlook(lacking: int) -> str:
    """What more seeds of each setting would do, in a sentence."""
    if lacking:
        return f"With {lacking} seeds of each it could be told, if the effect stays the same."
    return (
        f"More seeds would not tell, even {MOST_SEEDS} of each: there are too few images for an "
        "effect of this size."
    )


def _too_small(finding: Finding) -> str:
    """Why an effect is too small, in a sentence."""
    part, size = finding.part, finding.part.scale.size
    end = f"The effect is too small: its 90% interval ends at {size(finding.effect.most)}, "
    if part.reported is not None:
        return f"{end}below half of the report's own {size(part.reported)}."
    return (
        f"{end}and a study with one run of each setting finds {size(finding.small)} in only one of "
        "three attempts."
    )


def _seeds_needed(estimate: Estimate, small: float | None) -> int:
    """Seeds of each setting with which an effect of this size could be told; 0 if too many."""
    for number in range(min(estimate.seeds) + 1, MOST_SEEDS + 1):
        more = estimate.with_seeds([max(number, seeds) for seeds in estimate.seeds])
        if verdict(more.effect, small) != "cannot be told":
            return number
    return 0


def _sources(groups: Groups) -> str:
    if not groups:
        return ""
    names = "; ".join(
        ", ".join(run.name for run in group) + " (taught by an earlier teacher)" * orphaned(group)
        for group in groups
    )
    return f"Runs of {count(groups[0][0].config.recipe.epochs, 'epoch')}: {names}."
