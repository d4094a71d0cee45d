"""What a budget buys: the winner in a sentence, how sure that is, and each family's best."""

from functools import lru_cache

import pandas as pd
import streamlit as st

from fer.comparison import SIZES, budget, exports, forecast, pairs, trend
from fer.comparison.pairs import Pairing
from fer.comparison.trend import Trend
from fer.errors import FerError
from fer.models import FAMILIES, Architecture, scaled, widest
from fer.runs import Run
from fer.views.compare.content import Content
from fer.views.compare.state import View
from fer.views.export import offer_file
from fer.words import bold

WIDEST_KEPT = 64
"""Families' widest widths that are remembered, as each is looked for among hundreds of networks."""


def answer(content: Content, view: View) -> str:
    """The winner within the limits, and whether the next best is told apart from it."""
    limits = dict(view.limits)
    text = budget.sentence(content.points, limits, view.measure)
    if (file := _file(content, view)) is not None:
        text = (
            f"{exports.words(file, view.measure)} With weights in float16, "
            f"{text[0].lower()}{text[1:]}"
        )
    first = budget.ranked(content.points, limits, view.measure).head(2)
    if len(first) < 2:
        return text
    name, value = first.iloc[1][["run", view.measure]]
    pairing = _pairing([content.runs[each] for each in first["run"]], view.measure)
    # Where a marker is the mean of seeds, its first seed may be the worse one.
    if pairing is None or pairing.only_first < pairing.only_second:
        return f"{text} Next is {bold(name)}, {value:.1%}."
    sure = "told apart from it" if pairing.p < 0.05 else "not told apart from it"
    return f"{text} Next is {bold(name)}, {sure} ({pairing.p_words})."


def _pairing(runs: list[Run], measure: str) -> Pairing | None:
    """Two runs on the images of an accuracy; None for another measure, or without answers."""
    schema = runs[0].config.schema
    splits = {split: (split,) for split in schema.predicted} | {"pooled": schema.test}
    if measure not in splits:
        return None
    try:
        return pairs.pair(*(pairs.answers(run, splits[measure]) for run in runs))
    except FerError:
        return None


def take(content: Content, view: View) -> None:
    """Offer the best exported file within the limits."""
    file = _file(content, view)
    if file is not None:
        offer_file(content.runs[file["run"]], file["format"], file["numbers"], file["file"])


def _file(content: Content, view: View) -> pd.Series | None:
    found = exports.exports(list(content.runs.values()))
    return exports.best_file(found, content.table, dict(view.limits), view.measure)


def by_family(content: Content, view: View) -> None:
    """The best of each family within the limits, with its neighbours."""
    points, limits, measure = content.points, dict(view.limits), view.measure
    trends = trend.by_family(points, "parameters", measure)
    unit = SIZES[next(iter(limits))].unit
    with st.expander("This budget by family, and what a step more buys"):
        for family, choice in budget.choose(points, limits, measure).items():
            st.markdown(f"**{FAMILIES[family].label}**  \n{budget.words(choice, limits, measure)}")
            if expected := expectation(family, points, trends, limits, measure):
                st.caption(expected)
        st.caption(f"Steps are along the family's line of the best by {unit}.")


def expectation(
    family: str,
    points: pd.DataFrame,
    trends: dict[str, Trend],
    limits: dict[str, float],
    measure: str,
) -> str | None:
    """What is expected of a family's widest network within the limits, in sentences."""
    known = {size: limit for size, limit in limits.items() if SIZES[size].of_network}
    width = _widest(family, tuple(known.items())) if known and family in trends else None
    if width is None:
        return None
    network = scaled(family, width)
    expected = forecast.expectation(network, points, trends, measure)
    within = "these limits" if known == limits else "these limits, milliseconds aside,"
    return expected and (
        f"The widest of this family within {within} has width {width:g} "
        f"({network.parameters:,} parameters). {expected}"
    )


@lru_cache(WIDEST_KEPT)
def _widest(family: str, limits: tuple[tuple[str, float], ...]) -> float | None:
    """The width of a family's widest network within limits of sizes that a network has."""

    def keeps(network: Architecture) -> bool:
        return all(SIZES[size].of_network(network) <= limit for size, limit in limits)

    return widest(family, keeps)
