"""The Report page's contents, for the page and for the file that can be downloaded."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd
import plotly.graph_objects as go

from fer.charts.scatter import scatter
from fer.charts.theme import FAMILY_NAMES
from fer.claims.nine import CLAIMS, SMALL_CNN, SMALL_MOBILENET, Claim, Finding, judge
from fer.comparison import beside_report, pairs, points, table
from fer.errors import FerError
from fer.models import PRESETS, FamilyName
from fer.runs import Run

MEASURE = "pooled"


@dataclass(frozen=True, eq=False)
class Section:
    """A question of the report and what our runs answer.

    Attributes:
        title: The question.
        text: The answer, in Markdown.
        table: Rows for people; shares are from 0 to 1.
        figure: A chart.
        alt: What the chart shows, for those who cannot see it.
    """

    title: str
    text: str
    table: pd.DataFrame | None = None
    figure: go.Figure | None = field(default=None, repr=False)
    alt: str = ""


@dataclass(frozen=True)
class Judged:
    """A claim and what was found of each of its parts."""

    claim: Claim
    findings: tuple[Finding, ...]


def sections(runs: Sequence[Run]) -> list[Section]:
    """The report's four questions, answered from `runs` (finished, of FER2013)."""
    return [
        _small_beside_teacher(runs),
        _family(runs, "mobilenet"),
        _family(runs, "cnn"),
        _small_budget(runs),
    ]


def judged(runs: Sequence[Run]) -> list[Judged]:
    """The nine claims, each put to the test with `runs` (finished, of FER2013).

    Raises:
        FerError: The files of a run are damaged.
    """
    return [Judged(claim, tuple(judge(part, runs) for part in claim.parts)) for claim in CLAIMS]


def _small_beside_teacher(runs: Sequence[Run]) -> Section:
    rows = beside_report(runs)
    ours = rows.set_index("run")
    text = (
        "Public and private are FER2013's PublicTest and PrivateTest, 3,589 images each, which "
        "give either figure a 95 % interval of about 1.6 points each way. That the report's "
        "figures are of the same images is an assumption."
    )
    small = f"{SMALL_MOBILENET}-distilled"
    kept, full = ours.loc[small, "ours, private"], ours.loc["teacher", "ours, private"]
    if pd.notna(kept) and pd.notna(full):
        times = ours.loc["teacher", "parameters"] / ours.loc[small, "parameters"]
        text = (
            f"**{small}** is right on {kept:.1%} of the private images, the teacher on {full:.1%} "
            f"with {times:,.0f} times as many parameters. {text}"
        )
    return Section("How close does a small network come to its teacher?", text, rows)


def _family(runs: Sequence[Run], family: FamilyName) -> Section:
    frame = table([run for run in runs if run.config.architecture.family == family])
    name = FAMILY_NAMES[family]
    title = f"How does a {name}'s accuracy fall with its parameters?"
    if frame.empty:
        return Section(title, f"No {name} is trained yet.")
    private = points(frame, "private")
    best = private.loc[private["private"].idxmax()]
    least = private.loc[private["parameters"].idxmin()]
    text = (
        f"The best, **{best['run']}**, is right on {best['private']:.1%} of the private images "
        f"with {best['parameters']:,} parameters"
    )
    if least["parameters"] < best["parameters"]:
        text += f"; the smallest, **{least['run']}**, on {least['private']:.1%} with "
        text += f"{least['parameters']:,}"
    text += (
        ". Hollow markers are the report's, trained without augmentation; whiskers are 95 % "
        "intervals."
    )
    figure = scatter(private, "parameters", "private", report=True)
    return Section(title, text, None, figure, f"Accuracy on private of every {name} by parameters")


def _small_budget(runs: Sequence[Run]) -> Section:
    title = "Which network is best at about 60,000 parameters?"
    parameters = {PRESETS[name].parameters for name in (SMALL_MOBILENET, SMALL_CNN)}
    small = [run for run in runs if run.config.architecture.parameters in parameters]
    if not small:
        return Section(title, "No network of this size is trained yet.")
    frame = points(table(small), MEASURE).sort_values(MEASURE, ascending=False)
    best = {run.name: run for run in small}[frame["run"].iloc[0]]
    text = f"On public and private together **{best.name}** is first."
    for name in frame["run"].iloc[1:]:
        other = {run.name: run for run in small}[name]
        try:
            pairing = pairs.pair(pairs.answers(best), pairs.answers(other))
        except FerError as error:
            text += f" {error}"
            continue
        text += " " + pairing.words(best.name, name)
    columns = ["run", "family", "distilled", "parameters", "macs", "recipe", "seeds"]
    shown = frame[[*columns, MEASURE, f"{MEASURE}_low", f"{MEASURE}_high"]].rename(
        columns={
            "macs": "MACs",
            MEASURE: "accuracy",
            f"{MEASURE}_low": "accuracy, low",
            f"{MEASURE}_high": "accuracy, high",
        }
    )
    return Section(title, text, shown)
