"""The Report page's contents, for the page and for the file that can be downloaded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from fer.charts.named import add_names
from fer.charts.scatter import scatter
from fer.claims.nine import CLAIMS, LIFT, LIFT_CNN, SMALL_PLAIN, SMALL_TAUGHT, Claim
from fer.claims.parts import Finding, judge
from fer.claims.settings import Setting
from fer.claims.verdicts import Verdict
from fer.comparison import beside_report, points, table
from fer.comparison.words import epochs_note, teacher_was_replaced
from fer.models import FAMILIES
from fer.published import SMALL_STUDENT, N
from fer.runs import Run
from fer.words import bold

MEASURE = "pooled"
SMALL, SMALL_RANGE = 60_000, 0.2
"""Parameters of a small network, and how far from them, as a share, one still is."""
RULE = (
    "A part of a claim **holds** if the whole 95% interval of the effect is on the claimed side of "
    "zero, however small the effect is. It **does not hold** if the whole interval is on the other "
    "side. It does not hold either if the effect is too small: its 90% interval ends below half of "
    "the report's own effect. Where the report gives no figures, it ends below what a study with "
    "one run of each setting finds in only one of three attempts (the “small telescopes” of "
    "Simonsohn, 2015). Such an effect need not be zero, but then the report could hardly have seen "
    "it. In all other cases it **cannot be told**. A claim holds if all its parts do, and does not "
    "if one does not.\n\n"
    f"Accuracy is on the {2 * N:,} public and private images, over all seeds of a setting. Its "
    "interval counts that other images might have been drawn, and other seeds; how much a seed "
    "matters is taken from all settings that have several and are like those compared: weights "
    "averaged or not, and half to twice as many epochs. As long as there are none, such effects "
    "cannot be told. Runs that are compared differ in nothing but what is compared."
)


@dataclass(frozen=True, eq=False)
class Section:
    """A question of the report and what our runs answer.

    Attributes:
        title: The question.
        text: The answer, in Markdown.
        table: Rows for people.
        shares: Columns of the table that are shares, from 0 to 1.
        differences: Columns of the table that are differences in points.
        figure: A chart.
        alt: What the chart shows, for those who cannot see it.
    """

    title: str
    text: str
    table: pd.DataFrame | None = None
    shares: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    figure: go.Figure | None = field(default=None, repr=False)
    alt: str = ""


@dataclass(frozen=True)
class Judged:
    """A claim and what was found of each of its parts."""

    claim: Claim
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """Holds if all parts hold, does not hold if one does not, else cannot be told."""
        verdicts = {finding.verdict for finding in self.findings}
        if "does not hold" in verdicts:
            return "does not hold"
        return "holds" if verdicts == {"holds"} else "cannot be told"

    def to_json(self) -> dict[str, Any]:
        """The claim as `fer claims --json` shows it."""
        return {
            "claim": self.claim.number,
            "text": self.claim.text,
            "verdict": self.verdict,
            "parts": [finding.to_json() for finding in self.findings],
        }


def sections(runs: Sequence[Run]) -> list[Section]:
    """The report's four questions, answered from `runs` (finished, of FER2013)."""
    return [
        _small_beside_teacher(runs),
        _family(runs, "mobilenet"),
        _family(runs, "cnn"),
        _small_budget(runs),
    ]


def judged(runs: Sequence[Run]) -> list[Judged]:
    """The nine claims, each put to the test with `runs` (finished, of FER2013)."""
    return [Judged(claim, tuple(judge(part, runs) for part in claim.parts)) for claim in CLAIMS]


def _tried_out() -> list[Setting]:
    """The settings that are there for a claim alone."""
    settings = {each for claim in CLAIMS for part in claim.parts for each in part.settings}
    return [each for each in settings if not each.is_usual]


def _small_beside_teacher(runs: Sequence[Run]) -> Section:
    rows = beside_report(runs)
    ours = rows.set_index("run")
    text = "None of these networks is trained yet." if ours["ours, private"].isna().all() else ""
    small = SMALL_STUDENT
    teachers = next((_teachers(run) for run in runs if run.name == small), [])
    kept, full = ours.loc[small, "ours, private"], ours.loc["teacher", "ours, private"]
    if pd.notna(kept) and pd.notna(full):
        times = ours.loc["teacher", "parameters"] / ours.loc[small, "parameters"]
        text = (
            f"**{small}** is right on {kept:.1%} of the private images, the teacher on {full:.1%} "
            f"with {times:,.0f} times as many parameters: {100 * (full - kept):.1f} points more."
            + (
                f" It learnt from {', '.join(teachers)}."
                if teachers not in ([], ["teacher"])
                else ""
            )
        )
    shares = tuple(name for name in rows if name.startswith(("report", "ours")))
    more = tuple(name for name in rows if name.startswith("more"))
    return Section("How close does a small network come to its teacher?", text, rows, shares, more)


def _teachers(run: Run) -> list[str]:
    """The runs that taught a run, in words."""
    names = list(run.config.teachers)
    if teacher_was_replaced(run):
        names[0] = f"an earlier {names[0]}"
    return names


def _family(runs: Sequence[Run], family: str) -> Section:
    all_of_it = [run for run in runs if run.config.architecture.family == family]
    tried_out = _tried_out()
    usual = [run for run in all_of_it if not any(each.fits(run) for each in tried_out)]
    frame = table(usual)
    name = FAMILIES[family].label
    title = f"How does a {name}'s accuracy fall with its parameters?"
    if frame.empty:
        return Section(title, f"No {name} is trained yet.")
    private = points(frame, "private")
    private = private.sort_values("private", ascending=False, ignore_index=True)
    text = ""
    for lesson, taught in private.groupby("distilled"):
        # Of the smallest too, the best.
        best, least = taught.iloc[0], taught.loc[taught["parameters"].idxmin()]
        text += (
            f"The best {'distilled' if lesson else 'plain'} one, {bold(best['run'])}, is right on "
            f"{best['private']:.1%} of the private images with {best['parameters']:,} parameters"
        )
        if least["parameters"] < best["parameters"]:
            text += f"; the smallest, {bold(least['run'])}, on {least['private']:.1%} with "
            text += f"{least['parameters']:,}"
        text += ". "
    text += (
        "Hollow markers are the report's, trained without augmentation; whiskers are 95% intervals."
    )
    if len(usual) < len(all_of_it):
        text += " What is trained otherwise to test a claim is left out."
    figure = scatter(private, "parameters", "private", report=True)
    add_names(figure, private, private["run"].tolist(), "parameters", "private")
    alt = f"Accuracy on private of every {name} by parameters"
    return Section(title, text + " " + epochs_note(frame), figure=figure, alt=alt)


def _small_budget(runs: Sequence[Run]) -> Section:
    title = f"Which network is best at about {SMALL:,} parameters?"
    small = [
        run for run in runs if abs(run.config.architecture.parameters / SMALL - 1) <= SMALL_RANGE
    ]
    if not small:
        return Section(title, "No network of this size is trained yet.")
    frame = points(table(small), MEASURE).sort_values(MEASURE, ascending=False)
    best = frame.iloc[0]
    text = (
        f"The best is {bold(best['run'])}, right on {best[MEASURE]:.1%} of the public and private "
        f"images ({best[f'{MEASURE}_low']:.1%} to {best[f'{MEASURE}_high']:.1%}). Family by family "
        "and lesson by lesson, on the same images:\n"
    )
    for part in (SMALL_PLAIN, SMALL_TAUGHT, LIFT, LIFT_CNN):
        text += f"- {part.text}: {judge(part, runs).evidence}\n"
    ends = {MEASURE: "accuracy", f"{MEASURE}_low": "low end", f"{MEASURE}_high": "high end"}
    columns = ["run", "family", "teacher", "parameters", "macs", "recipe", "seeds"]
    shown = frame[[*columns, *ends]].rename(columns={"macs": "MACs", **ends})
    return Section(title, text, shown, tuple(ends.values()))
