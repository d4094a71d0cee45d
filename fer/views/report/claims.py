"""The report's nine claims, each with its verdict, the evidence, and what is missing."""

from collections.abc import Sequence

import streamlit as st

from fer import estimate, launch
from fer.claims import RULE, Contents, Finding, Judged, Verdict, to_train
from fer.errors import FerError
from fer.runs import Run, RunConfig
from fer.runs.progress import duration
from fer.words import count, plain, sentence

COLORS = {"holds": "green", "does not hold": "red", "cannot be told": "gray"}
ICONS = {"holds": "check", "does not hold": "close", "cannot be told": "question_mark"}


def show(contents: Contents, runs: Sequence[Run]) -> None:
    """All claims.

    Args:
        contents: What was found.
        runs: The runs that it was found with.
    """
    st.subheader("The report's nine claims", anchor=False)
    claims = contents.claims
    told = sum(judgement.verdict != "cannot be told" for judgement in claims)
    st.markdown(f"**{told} of {len(claims)} can be told from the runs that are here.**")
    with st.expander("How a verdict comes about", icon=":material/gavel:"):
        st.markdown(RULE)
    st.markdown(contents.pairs)
    for judgement in claims:
        with st.container(border=True):
            _claim(judgement, runs)


def _claim(judgement: Judged, runs: Sequence[Run]) -> None:
    claim = judgement.claim
    st.markdown(f"**{claim.number}.** {claim.text} {badge(judgement.verdict)}")
    for place, finding in enumerate(judgement.findings):
        st.markdown(f"{badge(finding.verdict)} **{finding.part.text}**: {finding.evidence}")
        if finding.lacking:
            _offer_to_train(f"queue-{claim.number}-{place}", finding, runs)
    if claim.remark:
        st.caption(claim.remark)


def badge(verdict: Verdict) -> str:
    """A verdict in its colour, with a sign for those who do not see it."""
    return f":{COLORS[verdict]}-badge[:material/{ICONS[verdict]}: {verdict}]"


def _offer_to_train(key: str, finding: Finding, runs: Sequence[Run]) -> None:
    """Queue what a part of a claim lacks, once its list and cost are confirmed."""
    try:
        configs = to_train(finding.part.settings, runs, finding.lacking)
        measurements = estimate.measured(runs)
        costs = estimate.costs(configs, measurements)
    except FerError as error:
        st.button("Train what is missing", key=key, disabled=True, help=sentence(str(error)))
        return
    if not configs:
        return
    told = estimate.can_tell(configs, measurements)
    cost = (
        f"about {duration(sum(each.seconds for each in costs))}" if told else "time not estimated"
    )
    with st.popover(f"Train {len(configs)} more ({cost})", icon=":material/playlist_add:"):
        st.markdown(
            f"This makes {count(finding.lacking, 'seed')} of each: "
            + "; ".join(setting.words for setting in finding.part.settings)
            + ". What is there already is not trained again. They queue on the Train page:"
        )
        st.markdown(
            "\n".join(
                f"- {plain(config.run)}" + (f", about {duration(each.seconds)}" if told else "")
                for config, each in zip(configs, costs, strict=True)
            )
        )
        st.button(
            f"Queue {count(len(configs), 'training')}" + (f", {cost} in all" if told else ""),
            key=key,
            type="primary",
            on_click=_queue,
            args=(configs,),
        )


def _queue(configs: list[RunConfig]) -> None:
    for config in configs:
        try:
            name = launch.ensure(config)
        except FerError as error:
            st.toast(sentence(str(error)), icon=":material/error:")
        else:
            st.toast(
                f"{plain(name)} is in the queue; the Train page shows it.", icon=":material/check:"
            )
