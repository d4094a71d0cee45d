"""One face of a picture with what every run says of it."""

import numpy as np
import streamlit as st

from fer import prediction
from fer.charts.probabilities import probability_bars, probability_words
from fer.faces import Face
from fer.models import FAMILIES
from fer.prediction import Prediction
from fer.runs import Run
from fer.views.predict.faces import percent
from fer.views.predict.memory import kept_of_pictures
from fer.words import bold, plain

NO_PICTURE, OWN_ANSWER = "no picture", "each one's answer"


def show(key: str, face: Face, runs: list[Run], predictions: list[Prediction]) -> None:
    """What the models see of a face, what each of them says, and why; `key` is the face's own."""
    left, right = st.columns([1, 5])
    with left:
        enlarged = face.crop.repeat(3, axis=0).repeat(3, axis=1)
        levelled = f", set level by {abs(face.tilt):.0f}°" if face.tilt else ""
        levelled += f"; {face.stance} in the picture, judged upright" if face.stance else ""
        more = "; a tighter and a wider crop count as well" if len(face.crops) > 1 else ""
        st.image(
            enlarged,
            caption=f"what the models see{levelled}{more}",
            alt=f"face {face.number} in 48x48 gray pixels",
        )
        classes = dict.fromkeys(name for each in predictions for name in each.classes)
        why = st.selectbox(
            "Why?",
            [NO_PICTURE, OWN_ANSWER, *classes],
            key=f"why-{key}",
            help="Colours the parts of this crop that speak for the answer, or for a class.",
        )
    with right:
        if parted := prediction.disagreement(predictions):
            st.warning(plain(parted), icon=":material/call_split:")
        elif agreed := prediction.agreement(predictions):
            st.success(plain(agreed), icon=":material/check:")
        if other := prediction.other_classes(predictions):
            st.info(plain(other), icon=":material/label:")
        with st.grid(min_column_width=220, border=True) as grid:
            for run, answer in zip(runs, predictions, strict=True):
                with grid.cell():
                    _answer(f"{key}-{run.name}", run, answer, len(face.crops))
                    label = answer.label if why == OWN_ANSWER else why
                    if label in answer.classes:
                        place = answer.classes.index(label)
                        st.image(
                            _explain(f"{key}-{run.name}-{label}", run, face.crop, place),
                            caption=f"orange: what speaks for {plain(label)}",
                            alt=f"the parts of face {face.number} that speak for {label}",
                        )


def _explain(key: str, run: Run, crop: np.ndarray, label: int) -> np.ndarray:
    """The face with what speaks for a class in colour, worked out once for the run's weights."""
    explained, version = kept_of_pictures("explained"), prediction.version(run)
    if key not in explained or explained[key][0] != version:
        importance = prediction.saliency(prediction.network(run), crop, label)
        explained[key] = version, prediction.overlay(crop, importance)
    return explained[key][1]


def _answer(key: str, run: Run, answer: Prediction, crops: int) -> None:
    """One run's answer: its likeliest class, all probabilities, and the time it took."""
    network, main = run.config.architecture, run.config.schema.main
    right = (
        f", right on {run.metrics['splits'][main]['accuracy']:.0%} of {_test_faces(run)}"
        if run.metrics
        else ""
    )
    st.markdown(
        f"{bold(run.name)}  \n:small[{FAMILIES[network.family].label}, "
        f"{network.parameters:,} parameters{right}]"
    )
    st.subheader(f"{plain(answer.label)} {percent(answer)}", anchor=False)
    st.plotly_chart(
        probability_bars(answer.calibrated, network.family, answer.classes),
        key=key,
        config={"displayModeBar": False},
        alt=probability_words(answer.calibrated, answer.classes),
    )
    calibrated = (
        "not calibrated"
        if answer.temperature is None
        else f"calibrated on validation (temperature {answer.temperature:.2f})"
    )
    looks = "1 crop" if crops == 1 else f"{crops} crops"
    st.caption(
        f"{answer.milliseconds:.1f} ms for {looks} · {calibrated}",
        help="Calibrated: confidences are rescaled so that on validation faces they are as high "
        "as the share of right answers. Your pictures may differ from those.",
    )


def _test_faces(run: Run) -> str:
    """The faces that a run was measured on, in Markdown; of another set than FER2013, which set."""
    main = run.config.schema.main
    kind = "test faces" if main == "test" else f"{main} test faces"
    return f"the {kind}" if run.config.data == "fer2013" else f"{plain(run.config.data)}'s {kind}"
