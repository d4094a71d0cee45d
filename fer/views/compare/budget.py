"""What a budget buys: the winner in a sentence, how sure that is, and each family's best."""

import streamlit as st

from fer.comparison import MEASURES, SIZES, budget, pairs, trend
from fer.comparison.trend import Trend
from fer.errors import FerError
from fer.models import FAMILIES, Architecture, scaled, widest
from fer.views.compare.content import Content
from fer.views.compare.state import View

FREEDOM = 2
"""Degrees of freedom from which a trend's interval says something."""


def answer(content: Content, view: View) -> str:
    """The winner within the limits, and whether the next best is told apart from it."""
    limits = dict(view.limits)
    text = budget.sentence(content.points, limits, view.measure)
    first = budget.ranked(content.points, limits, view.measure)["run"].tolist()[:2]
    if len(first) < 2:
        return text
    try:
        pairing = pairs.pair(*(pairs.answers(content.runs[name]) for name in first))
    except FerError:
        return text
    sure = "told apart from it" if pairing.p < 0.05 else "not told apart from it"
    return f"{text} Next is **{first[1]}**, {sure} ({pairing.p_words})."


def by_family(content: Content, view: View) -> None:
    """The best of each family within the limits, with its neighbours."""
    points, limits, measure = content.points, dict(view.limits), view.measure
    trends = trend.by_family(points, "parameters", measure)
    unit = SIZES[next(iter(limits))].unit
    with st.expander("This budget by family, and what a step more buys"):
        for family, choice in budget.choose(points, limits, measure).items():
            st.markdown(f"**{FAMILIES[family].label}**  \n{budget.words(choice, limits, measure)}")
            fitted = trends.get(family)
            sure = fitted is not None and fitted.freedom >= FREEDOM
            if sure and (expected := expectation(family, fitted, limits, measure)):
                st.caption(expected)
        st.caption(f"Steps are along the family's line of the best by {unit}.")


def expectation(family: str, fitted: Trend, limits: dict[str, float], measure: str) -> str | None:
    """What the family's trend expects of its widest network within the limits, in sentences."""
    known = {size: limit for size, limit in limits.items() if SIZES[size].of_network}

    def keeps(network: Architecture) -> bool:
        return all(SIZES[size].of_network(network) <= limit for size, limit in known.items())

    width = widest(family, keeps) if known else None
    if width is None:
        return None
    parameters = scaled(family, width).parameters
    value, low, high = fitted.predict(parameters)
    outside = not fitted.low <= parameters <= fitted.high
    within = "these limits" if known == limits else "these limits, milliseconds aside,"
    return (
        f"The widest of this family within {within} has width {width:g} ({parameters:,} "
        f"parameters). The trend of the family's networks trained for {fitted.recipe} expects "
        f"{value:.1%} of it ({low:.1%} to {high:.1%}; {MEASURES[measure].label.lower()})"
        + (", beyond the sizes that were measured." if outside else ".")
    )
