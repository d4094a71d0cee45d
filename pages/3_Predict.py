"""Predict: several runs judge the faces of the user's pictures, side by side."""

import numpy as np
import streamlit as st
from starlette.formparsers import MultiPartParser
from streamlit.typing import UploadedFile

from fer import prediction
from fer.charts.probabilities import probability_bars, probability_words
from fer.charts.theme import FAMILY_NAMES
from fer.errors import FerError
from fer.faces import NO_FACE, Face, draw_boxes, find_faces
from fer.frame import open_page
from fer.pictures import fit, read_picture
from fer.prediction import Prediction
from fer.runs import Run

UPLOAD, CAMERA = "Upload pictures", "Take a photo"
EXTENSIONS = ["jpg", "jpeg", "png", "webp", "bmp", "gif", "tif", "tiff"]
MAX_MEGABYTES = 10

# The server would put an upload of over 1 MB into a temporary file on its way to memory.
MultiPartParser.spool_max_size = (MAX_MEGABYTES + 1) << 20


def choose_runs() -> list[Run]:
    """Ask which runs shall judge; stop the page when there are none."""
    choices = prediction.choices()
    if not choices:
        st.info(
            "No run has weights yet. Train one on the Train page; it can judge pictures from its "
            "first epoch on."
        )
        st.stop()
    names = st.multiselect(
        "Runs to compare",
        list(choices),
        default=prediction.first_choice(list(choices)),
        format_func=lambda name: f"{name} ({choices[name].config.architecture.parameters:,})",
        max_selections=prediction.KEPT,
        placeholder="Choose at least one run",
        key="predict_runs",
        help="In brackets the number of parameters.",
    )
    return [choices[name] for name in names]


def choose_pictures() -> list[UploadedFile]:
    """Ask for pictures; the camera is asked for only once it is chosen."""
    source = st.segmented_control(
        "Pictures",
        [UPLOAD, CAMERA],
        default=UPLOAD,
        required=True,
        label_visibility="collapsed",
        key="predict_source",
    )
    if source == CAMERA:
        photo = st.camera_input("Look into the camera and press the button")
        return [photo] if photo else []
    return st.file_uploader(
        "Pictures with faces",
        type=EXTENSIONS,
        accept_multiple_files=True,
        max_upload_size=MAX_MEGABYTES,
        key="predict_files",
    )


@st.cache_data(scope="session", max_size="64MB", show_spinner=False)
def examine(content: bytes) -> tuple[np.ndarray, list[Face]]:
    """The picture with numbered boxes, small enough to show, and its faces."""
    picture = read_picture(content)
    faces = find_faces(picture)
    return fit(draw_boxes(picture, faces, [""] * len(faces)), 720, 360), faces


def show_picture(file: UploadedFile, runs: list[Run]) -> None:
    """One picture with its faces, or the reason why there is nothing to judge."""
    st.text(file.name)
    try:
        with st.spinner("Looking for faces"):
            picture, faces = examine(file.getvalue())
    except FerError as error:
        st.error(str(error))
        return
    st.image(picture, alt=f"{file.name} with a numbered box round each face")
    if not faces:
        st.warning(NO_FACE)
        return
    answers = prediction.predict(runs, [face.crop for face in faces])
    st.markdown(prediction.summary(answers))
    for number, (face, predictions) in enumerate(zip(faces, answers, strict=True), start=1):
        show_face(f"{file.file_id}-{number}", number, face, runs, predictions)


def show_face(
    key: str, number: int, face: Face, runs: list[Run], predictions: list[Prediction]
) -> None:
    """What the models see of a face, and what each of them says; `key` is the face's own."""
    left, right = st.columns([1, 5])
    with left:
        st.markdown(f"**Face {number}**")
        enlarged = face.crop.repeat(3, axis=0).repeat(3, axis=1)
        st.image(enlarged, caption="what the models see", alt=f"face {number} in 48x48 gray pixels")
    with right:
        if parted := prediction.disagreement(predictions):
            st.warning(parted, icon=":material/call_split:")
        with st.grid(min_column_width=220, border=True) as grid:
            for run, answer in zip(runs, predictions, strict=True):
                with grid.cell():
                    show_answer(f"{key}-{run.name}", run, answer)


def show_answer(key: str, run: Run, answer: Prediction) -> None:
    """One run's answer: its likeliest class, all seven probabilities, and the time it took."""
    network = run.config.architecture
    st.markdown(
        f"**{run.name}**  \n:small[{FAMILY_NAMES[network.family]}, "
        f"{network.parameters:,} parameters]"
    )
    st.subheader(f"{answer.label} {answer.probabilities.max():.0%}", anchor=False)
    st.plotly_chart(
        probability_bars(answer.probabilities, network.family),
        key=key,
        config={"displayModeBar": False},
        alt=probability_words(answer.probabilities),
    )
    st.caption(f"{answer.milliseconds:.1f} ms a face")


open_page("Predict", "What do the models see in your own face? Ask several at once and compare.")
runs = choose_runs()
files = choose_pictures()
st.caption(
    "Pictures stay in the memory of the computer that runs this page: none is written to disk or "
    "logged, and they are gone when you leave."
)

if not files:
    st.markdown(
        "1. Every face in your pictures is found, numbered and cut out.\n"
        "2. It becomes 48x48 gray pixels, all that the models ever see.\n"
        "3. Each run gives the seven expressions a probability. Where they disagree, the page "
        "says so."
    )
elif not runs:
    st.info("Choose at least one run to compare.")
else:
    with st.spinner("Loading the models"):
        runs, faults = prediction.load(runs)
    for fault in faults:
        st.error(fault)
    for file in files if runs else ():
        with st.container(border=True):
            show_picture(file, runs)
