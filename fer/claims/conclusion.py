"""What the runs say in five lines, worked out from them."""

from collections.abc import Iterable, Sequence
from math import ceil, floor, log10

import pandas as pd

from fer.claims.nine import LIFT, LIFT_CNN
from fer.claims.parts import Finding, judge
from fer.claims.sections import Judged
from fer.claims.verdicts import Verdict
from fer.comparison import beside_report, table
from fer.comparison.amounts import amount
from fer.runs import Run
from fer.schema import FER2013
from fer.words import count

SPLIT = "private"
CHOSEN_BY = "validation"
FEW = 2
"""Claims that are told in full."""


def conclusion(runs: Sequence[Run], claims: Sequence[Judged]) -> list[str]:
    """Five lines of Markdown.

    Args:
        runs: Finished runs of FER2013.
        claims: What `judged` found with them.
    """
    rows = beside_report(runs).dropna(subset=[f"ours, {SPLIT}"])
    return [_above(rows), _below(rows), _by_size(runs), _distillation(runs), _open(claims)]


def _above(rows: pd.DataFrame) -> str:
    lead = "**Above the report**"
    if rows.empty:
        return f"{lead}: none of its networks is trained yet."
    ahead = _gaps(rows, SPLIT, 1)
    if not ahead:
        return f"{lead} on private in none of {count(len(rows), 'network')}."
    return (
        f"{lead} on private in {len(ahead)} of {count(len(rows), 'network')}: "
        f"{', '.join(ahead)} points."
    )


def _below(rows: pd.DataFrame) -> str:
    behind = {split: _gaps(rows, split, -1) for split in FER2013.test[::-1]}
    words = [f"on {split}: {', '.join(gaps)} points" for split, gaps in behind.items() if gaps]
    return f"**Below the report**: {'; '.join(words) or 'none of those trained'}."


def _gaps(rows: pd.DataFrame, split: str, sign: int) -> list[str]:
    """The runs on one side of the report, with their points from it, the largest gap first."""
    gaps = 100 * (rows[f"ours, {split}"] - rows[f"report, {split}"])
    gaps = gaps[sign * gaps > 0]
    order = gaps.abs().sort_values(ascending=False).index
    return [f"{rows.loc[place, 'run']} {gaps[place]:+.1f}" for place in order]


def _by_size(runs: Sequence[Run]) -> str:
    """The best run within each power of ten of parameters, chosen on validation."""
    lead = "**What ten times fewer parameters cost**"
    best = within_powers(table(list(runs)))
    if len(best) < 2:
        return f"{lead}: too few sizes are trained to tell."
    steps, above = [], None
    for limit in sorted(best, reverse=True):
        row = best[limit]
        lost = "" if above is None else f", {100 * (row[SPLIT] - above[SPLIT]):+.1f} points"
        steps.append(f"within {amount(limit)} {row[SPLIT]:.1%} ({row['run']}{lost})")
        above = row
    return f"{lead}: {'; '.join(steps)} (private; each the best on validation)."


def within_powers(frame: pd.DataFrame) -> dict[float, pd.Series]:
    """The row that is best on validation within each power of ten of parameters.

    Args:
        frame: A `fer.comparison.table`.

    Returns:
        By limit, from the smallest that any network keeps to the largest that leaves one out.
    """
    if frame.empty:
        return {}
    low, high = (log10(frame["parameters"].agg(end)) for end in ("min", "max"))
    limits = [10.0**power for power in range(ceil(low), floor(high) + 1)]
    kept = {limit: frame[frame["parameters"] <= limit] for limit in limits}
    return {limit: rows.loc[rows[CHOSEN_BY].idxmax()] for limit, rows in kept.items()}


def _distillation(runs: Sequence[Run]) -> str:
    found = [(name, judge(part, runs)) for name, part in (("MobileNet", LIFT), ("CNN", LIFT_CNN))]
    told = [(name, finding) for name, finding in found if finding.effect]
    lead = "**Distillation from the teacher**"
    if not told:
        return f"{lead}: no small network is trained both with and without it yet."
    parts = [
        f"{100 * finding.effect.value:+.1f} points for the small {name} "
        f"({100 * finding.effect.low:+.1f} to {100 * finding.effect.high:+.1f}; "
        f"{count(min(finding.seeds), 'seed')} each{', an earlier teacher' * finding.earlier}, "
        f"{_sure(finding)})"
        for name, finding in told
    ]
    return f"{lead} gave {' and '.join(parts)}."


def _sure(finding: Finding) -> str:
    if finding.too_small:
        return "too little to count"
    return {
        "holds": "it lifts",
        "does not hold": "it does not lift",
        "cannot be told": "not sure yet",
    }[finding.verdict]


def _open(claims: Sequence[Judged]) -> str:
    by_verdict: dict[Verdict, list[Judged]] = {}
    for each in claims:
        by_verdict.setdefault(each.verdict, []).append(each)
    verbs: dict[Verdict, str] = {"holds": "hold", "does not hold": "do not hold"}
    told = [
        f"{verdict if len(by_verdict[verdict]) == 1 else verb}: {_named(by_verdict[verdict])}"
        for verdict, verb in verbs.items()
        if verdict in by_verdict
    ]
    reasons: dict[str, list[int]] = {}
    for each in by_verdict.get("cannot be told", ()):
        reasons.setdefault(_reason(each), []).append(each.claim.number)
    why = [f"{_numbers(numbers)} ({reason})" for reason, numbers in reasons.items()]
    first, *others = [*told, f"open: {'; '.join(why) or 'none'}"]
    text = ". ".join([first, *(f"{each[0].upper()}{each[1:]}" for each in others)])
    return f"**The report's {len(claims)} claims**: {text}."


def _named(claims: Sequence[Judged]) -> str:
    """Claims by number, and what they say where they are few."""
    if len(claims) > FEW:
        return _numbers(each.claim.number for each in claims)
    return "; ".join(f"{each.claim.number}, “{each.claim.text.rstrip('.')}”" for each in claims)


def _reason(judgement: Judged) -> str:
    """Why a claim cannot be told."""
    left = [each for each in judgement.findings if each.verdict == "cannot be told"]
    if any(finding.effect is None for finding in left):
        return "runs are missing"
    if any(finding.lacking for finding in left):
        return "more seeds are needed"
    if any(finding.part.figure is None for finding in left):
        return "it varies too much from epoch to epoch"
    return "too few images for so small an effect"


def _numbers(numbers: Iterable[int]) -> str:
    *most, last = map(str, numbers)
    return f"{', '.join(most)} and {last}" if most else last
