"""Report: the course report's questions and claims, answered from our runs."""

from datetime import date

import streamlit as st

from fer import comparison, estimate, jobs
from fer.claims import (
    RULE,
    Finding,
    Section,
    Verdict,
    html,
    judged,
    sections,
    to_train,
)
from fer.errors import FerError
from fer.runs import RunConfig, all_runs
from fer.runs.progress import duration
from fer.views import chart, export
from fer.views.formats import COUNT, PERCENT
from fer.views.frame import open_page

COLORS = {"holds": "green", "does not hold": "red", "cannot be told": "gray"}
ICONS = {"holds": "check", "does not hold": "close", "cannot be told": "question_mark"}


def show_section(section: Section) -> None:
    """One of the report's questions."""
    st.subheader(section.title, anchor=False)
    st.markdown(section.text)
    if section.table is not None:
        table = section.table.assign(**{name: 100 * section.table[name] for name in section.shares})
        counts = [name for name in ("parameters", "MACs") if name in table]
        st.dataframe(
            table,
            hide_index=True,
            placeholder="",
            column_config=dict.fromkeys(section.shares, PERCENT) | dict.fromkeys(counts, COUNT),
        )
    if section.figure is not None:
        chart.show(section.figure, section.title.rstrip("?"), section.alt)


def queue(configs: list[RunConfig]) -> None:
    """Queue the runs that a part of a claim lacks."""
    for config in configs:
        try:
            name = jobs.ensure(config)
        except FerError as error:
            st.toast(str(error), icon=":material/error:")
        else:
            st.toast(f"{name} is in the queue; the Train page shows it.", icon=":material/check:")


def offer_to_train(key: str, finding: Finding) -> None:
    """A button that queues what a part of a claim lacks, with what it will cost."""
    try:
        configs = to_train(finding.part.settings, runs, finding.lacking)
        costs = estimate.costs(configs, estimate.measured(runs))
        cost = duration(sum(each.seconds for each in costs))
    except FerError as error:
        st.button("Train what is missing", key=key, disabled=True, help=str(error))
        return
    st.button(
        f"Train {len(configs)} more (about {cost})",
        key=key,
        icon=":material/playlist_add:",
        help=f"They queue on the Train page, until there are {finding.lacking} seeds of each: "
        + "; ".join(setting.words for setting in finding.part.settings)
        + ". What is there already is not trained again.",
        on_click=queue,
        args=(configs,),
    )


def badge(verdict: Verdict) -> str:
    """A verdict in its colour, with a sign for those who do not see it."""
    return f":{COLORS[verdict]}-badge[:material/{ICONS[verdict]}: {verdict}]"


def show_finding(key: str, finding: Finding) -> None:
    """A part of a claim: verdict, effect, runs, and what is missing."""
    st.markdown(f"{badge(finding.verdict)} **{finding.part.text}**: {finding.evidence}")
    if finding.lacking:
        offer_to_train(key, finding)


open_page(
    "Report",
    "The project starts from the report of a machine-learning course, which trained nine networks "
    "on FER2013 and drew nine claims from them. What do our own runs of these networks say?",
)
runs = comparison.on_fer2013(comparison.finished(all_runs()))
with st.spinner("Putting the claims to the test"):
    answers, claims = sections(runs), judged(runs)

for section in answers:
    show_section(section)

st.subheader("The report's nine claims", anchor=False)
told = sum(judgement.verdict != "cannot be told" for judgement in claims)
st.markdown(f"**{told} of {len(claims)} can be told from the runs that are here.** {RULE}")
for judgement in claims:
    claim = judgement.claim
    with st.container(border=True):
        st.markdown(f"**{claim.number}.** {claim.text} {badge(judgement.verdict)}")
        for place, finding in enumerate(judgement.findings):
            show_finding(f"queue-{claim.number}-{place}", finding)
        if claim.remark:
            st.caption(claim.remark)

export.offer_one_of(runs)
st.download_button(
    "Download this page as one HTML file",
    lambda: html(answers, claims, date.today()),
    file_name="fer-compare-report.html",
    mime="text/html",
    icon=":material/download:",
    key="download",
)
