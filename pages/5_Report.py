"""Report: the course report's questions and claims, answered from our runs."""

from datetime import date

import streamlit as st

from fer import comparison, jobs
from fer.claims import Finding, Section, html, judged, sections, to_train
from fer.errors import FerError
from fer.frame import open_page
from fer.runs import all_runs

COLORS = {"holds": "green", "does not hold": "red", "cannot be told": "gray"}
ICONS = {"holds": "check", "does not hold": "close", "cannot be told": "question_mark"}


def show_section(number: int, section: Section) -> None:
    """One of the report's questions."""
    st.subheader(section.title, anchor=False)
    st.markdown(section.text)
    if section.table is not None:
        table = section.table
        shares = [name for name in table if name.startswith(("report", "ours", "accuracy"))]
        counts = [name for name in ("parameters", "MACs") if name in table]
        st.dataframe(
            table,
            hide_index=True,
            placeholder="",
            column_config={name: st.column_config.NumberColumn(format="percent") for name in shares}
            | {name: st.column_config.NumberColumn(format="localized") for name in counts},
        )
    if section.figure is not None:
        st.plotly_chart(section.figure, key=f"figure-{number}", alt=section.alt)


def queue(finding: Finding) -> None:
    """Queue the runs that a part of a claim lacks."""
    try:
        for config in to_train(finding.part.settings, runs):
            name = jobs.ensure(config)
            st.toast(f"{name} is in the queue; the Train page shows it.", icon=":material/check:")
    except FerError as error:
        st.session_state["problem"] = str(error)


def show_finding(key: str, finding: Finding) -> None:
    """A part of a claim: verdict, effect, runs, and what is missing."""
    verdict = finding.verdict
    st.markdown(
        f":{COLORS[verdict]}-badge[:material/{ICONS[verdict]}: {verdict}] "
        f"**{finding.part.text}**: {finding.evidence}"
    )
    if finding.effect is None:
        st.caption(
            "To tell, train " + "; ".join(each.words for each in finding.part.settings) + "."
        )
        st.button(
            "Queue what is missing",
            key=key,
            icon=":material/playlist_add:",
            on_click=queue,
            args=(finding,),
        )


open_page("Report", "What does the course report claim, and what do our own runs say of it?")
if problem := st.session_state.pop("problem", None):
    st.error(problem)

runs = comparison.on_fer2013(comparison.finished(all_runs()))
answers = sections(runs)
try:
    claims = judged(runs)
except FerError as error:
    claims = []
    st.warning(f"The claims cannot be judged: {error}")

for number, section in enumerate(answers):
    show_section(number, section)

st.subheader("The report's nine claims", anchor=False)
st.markdown(
    "A claim holds if the 95 % interval of the effect clears zero in the claimed direction; it "
    "does not hold if the interval lies wholly on the other side or within half a point of zero; "
    "else it cannot be told. Effects of accuracy are over the 7,178 public and private images and "
    "all seeds of a setting, which the bootstrap draws anew together; runs that are compared "
    "differ in nothing but what is compared."
)
for judgement in claims:
    claim = judgement.claim
    with st.container(border=True):
        st.markdown(f"**{claim.number}.** {claim.text}")
        for place, finding in enumerate(judgement.findings):
            show_finding(f"queue-{claim.number}-{place}", finding)
        if claim.remark:
            st.caption(claim.remark)

st.download_button(
    "Download this page as one HTML file",
    lambda: html(answers, claims, date.today()),
    file_name="fer-compare-report.html",
    mime="text/html",
    icon=":material/download:",
)
