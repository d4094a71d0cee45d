"""Parts of the Start page: the plot that leads on to Compare, and a photo being judged."""

from functools import lru_cache
from pathlib import Path

import pandas as pd
import streamlit as st

from fer import prediction
from fer.charts.named import add_names
from fer.charts.scatter import scatter
from fer.comparison import pareto
from fer.errors import FerError
from fer.prediction import albums
from fer.prediction.judging import Answer, judge
from fer.runs import find
from fer.views import chart
from fer.views.frame import PAGES
from fer.words import bold, plain, sentence

MEASURE, SIZE = "private", "parameters"
HEIGHT = 430
"""Pixels of the plot."""
PHOTO_HEIGHT = 250
KEPT = 4
"""Choices of runs whose answers are remembered."""


def plot(points: pd.DataFrame) -> None:
    """Accuracy by size; a click on a marker opens its run on Compare.

    Args:
        points: `fer.comparison.points` of the runs on FER2013.
    """
    figure = scatter(points, SIZE, MEASURE, line=True)
    figure.update_layout(height=HEIGHT, clickmode="event+select", dragmode=False)
    best = pareto(points, SIZE, MEASURE)["run"].tolist()
    add_names(figure, points, best[::-1], SIZE, MEASURE, chart.ink())
    clicked = st.plotly_chart(
        chart.inked(figure),
        key="start_plot",
        on_select="rerun",
        selection_mode="points",
        config={"displayModeBar": False},
        alt="Accuracy on FER2013's private test images by number of parameters",
    )
    st.caption(
        "Private is FER2013's PrivateTest: no run learnt it or chose its epoch by it. Stars learnt "
        "from a teacher too. Of each size the training that is best on validation is shown; "
        "Compare has all. A click opens the run."
    )
    marked = [point["customdata"][0] for point in clicked["selection"]["points"]]
    if marked:
        data = find(marked[0]).config.fingerprint
        st.switch_page(PAGES["Compare"].script, query_params={"data": data, "run": marked[0]})


def photo() -> None:
    """The example, judged by the runs that Predict asks first."""
    choices = prediction.choices()
    names = prediction.first_choice(list(choices))
    if not names:
        st.image(albums.example().read(), width=PHOTO_HEIGHT, alt="a photo of an astronaut")
        st.page_link(
            PAGES["Train"].script,
            label="Train a network, and it judges her",
            icon=PAGES["Train"].icon,
        )
        return
    try:
        versions = tuple((name, *prediction.version(choices[name])) for name in names)
        answer = _judged(versions)
    except FerError as error:
        st.info(sentence(str(error)), icon=":material/info:")
        return
    if answer.annotated:
        st.image(
            answer.annotated,
            width=answer.shown_width(PHOTO_HEIGHT),
            alt="a photo of an astronaut, with a box around her face",
        )
    for said in answer.predictions[0] if answer.predictions else ():
        parameters = choices[said.run].config.architecture.parameters
        st.progress(
            said.confidence,
            text=f"{bold(said.label)} {said.confidence:.0%}, says {plain(said.run)} "
            f"({parameters:,})",
        )
    if answer.predictions:
        st.caption("Calibrated confidence; in brackets the number of parameters.")
    st.page_link(
        PAGES["Predict"].script,
        label="Try your own photo",
        icon=":material/photo_camera:",
    )


@lru_cache(KEPT)
def _judged(versions: tuple[tuple[str, Path, int], ...]) -> Answer:
    """What runs say of the example.

    Args:
        versions: Their names, each with what tells one state of its weights from another.
    """
    return judge(albums.example(), [find(name) for name, *_ in versions])
