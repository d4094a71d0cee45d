"""How the figures came about, and what a verdict is and is not, in a paragraph each."""

from collections.abc import Sequence
from contextlib import suppress

from fer.claims.measures import pooled
from fer.claims.sections import Judged
from fer.claims.settings import alike
from fer.comparison.pairs import Pairing, answers, pair
from fer.errors import FerError
from fer.published import N
from fer.runs import Run
from fer.words import count


def method(runs: Sequence[Run]) -> str:
    """How `runs` (finished, of FER2013) were trained and judged, in Markdown."""
    if not runs:
        return "No run on FER2013 is finished yet: train one on the Train page."
    epochs = sorted({run.config.recipe.epochs for run in runs})
    length = count(epochs[0], "epoch")
    if len(epochs) > 1:
        length = f"{epochs[0]} to {count(epochs[-1], 'epoch')}"
    return (
        f"{count(len(runs), 'run')} on FER2013 (48x48 gray faces, seven expressions), trained for "
        f"{length}. Each keeps the epoch that is best on validation, a part of Training; public "
        f"and private, {N:,} images each, choose nothing. Accuracy is of one view an image, with "
        "its 95% interval, and of the weights as they are shipped. The report's own figures "
        "are taken to be of the same images, which is an assumption."
    )


def pairs_and_claims(runs: Sequence[Run], claims: Sequence[Judged]) -> str:
    """Why two runs may differ where a claim about such runs stays open, in Markdown."""
    text = (
        "**Two runs may differ while the claim stays open.** McNemar's test, on Compare, asks "
        "about two trained networks as they are: is one right more often on these images? A claim "
        "is about two ways of training, and the same training with another seed gives another "
        "network. So a claim also needs several seeds, to see how much a seed alone changes."
    )
    example = _example(runs, claims)
    if example is None:
        return text
    first, second, pairing, number = example
    return (
        f"{text} Here, {pairing.words(first.name, second.name)} Claim {number} still cannot be "
        "told."
    )


def _example(runs: Sequence[Run], claims: Sequence[Judged]) -> tuple[Run, Run, Pairing, int] | None:
    """A pair of runs that McNemar's test tells apart, of a part of a claim that stays open."""
    for judgement in claims:
        if judgement.verdict != "cannot be told":
            continue
        for finding in judgement.findings:
            part = finding.part
            if finding.verdict != "cannot be told" or part.figure is not pooled:
                continue
            groups = alike(part.settings, runs) if len(part.settings) == 2 else None
            with suppress(FerError):
                if groups:
                    first, second = (group[0] for group in groups)
                    pairing = pair(answers(first), answers(second))
                    if pairing.p < 0.05:
                        return first, second, pairing, judgement.claim.number
    return None
