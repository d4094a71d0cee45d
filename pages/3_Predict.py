"""Predict: several runs judge the faces of the user's pictures, side by side."""

import streamlit as st

from fer import prediction
from fer.faces import NO_FACE, Face
from fer.prediction import Prediction, albums
from fer.prediction.albums import Source
from fer.prediction.judging import Answer
from fer.prediction.judging import judge as judge_now
from fer.runs import Run
from fer.views import export, uploads
from fer.views.frame import open_page
from fer.views.predict import choices, corrections, face, faces, inbox, live, results
from fer.views.predict.memory import forget_removed, kept_of_pictures

UPLOAD, LIVE, CAMERA, EXAMPLE = "Upload", "Live", "Photo", "Example"
EXTENSIONS = [
    *("jpg", "jpeg", "png", "webp", "avif", "heic", "heif", "bmp", "gif", "tif", "tiff", "zip")
]
MAX_MEGABYTES = uploads.megabytes(albums.MAX_BYTES // 1_000_000)
# More pictures than these are a table, and one of them is shown at a time.
SHOWN_AT_ONCE = 6
# Pixels: with them seven faces fit a laptop's screen, or one with all that is known of it.
SEVERAL_HEIGHT, SINGLE_HEIGHT = 430, 280
# Streamlit's gray in charts has a contrast of 3.7 to white, where 4.5 is needed.
STYLE = """<style>
[data-testid=stMainBlockContainer] { padding-inline: 2rem }
.js-plotly-plot svg text { fill: currentColor !important }
</style>"""

uploads.keep_in_memory(MAX_MEGABYTES)


def choose_pictures() -> list[tuple[str, Source]]:
    """Ask for pictures, each with a key of its own; the camera is asked for only once chosen."""
    left, right = st.columns(2)
    with left:
        source = st.segmented_control(
            "Pictures",
            [UPLOAD, LIVE, CAMERA, EXAMPLE],
            default=UPLOAD,
            required=True,
            label_visibility="collapsed",
            key="predict_source",
        )
    if source == LIVE:
        return []
    if source == EXAMPLE:
        left.caption("Eileen Collins, astronaut; a photo by NASA in the public domain.")
        return [("example", albums.example())]
    if source == CAMERA:
        with right:
            photo = st.camera_input(
                "Look into the camera and press the button", key="predict_camera"
            )
        files = {photo.file_id: inbox.Upload(photo.name, photo.getvalue())} if photo else {}
        return opened(files)
    with right:
        inbox.ask(
            f"Pictures with faces, or a zip of some, {MAX_MEGABYTES} MB at most",
            EXTENSIONS,
            MAX_MEGABYTES,
        )
    with left:
        inbox.show()
    return opened(inbox.kept())


def opened(files: dict[str, inbox.Upload]) -> list[tuple[str, Source]]:
    """The pictures of files, each with a key that begins with its file's."""
    return [
        (f"{key}-{place}", picture)
        for key, (name, content) in files.items()
        for place, picture in enumerate(albums.from_upload(name, content))
    ]


def judge_all(
    pictures: list[tuple[str, Source]], runs: list[Run], search: tuple[float, int]
) -> list[Answer]:
    """An answer for every picture; those of this session's last settings are kept."""
    settings = (*search, *map(prediction.version, runs))
    answers = kept_of_pictures("answers")
    if st.session_state.get("predict_settings") != settings:
        answers.clear()
    st.session_state.predict_settings = settings
    # Always there, so that what stands below keeps its place and its state.
    bar = st.empty()
    for place, (key, source) in enumerate(pictures):
        if key not in answers:
            bar.progress(place / len(pictures), f"Looking for faces in {source.name}")
            answers[key] = judge_now(source, runs, *search)
    bar.empty()
    return [answers[key] for key, _ in pictures]


def show_picture(key: str, source: Source, found: Answer, runs: list[Run]) -> None:
    """One picture beside its faces, or why there are none."""
    left, right = st.columns([4, 5])
    with left:
        st.text(found.title)
    if found.numbered is None:
        st.error(found.error)
        return
    below = st.container()
    corrections.ask(key, source, found)
    shown = corrections.corrected(key, source, found, runs, st.session_state.predict_settings)
    with left:
        st.image(
            shown.numbered,
            width=shown.shown_width(SINGLE_HEIGHT if len(shown.faces) == 1 else SEVERAL_HEIGHT),
            alt=f"{found.name} with a numbered box round each face",
        )
    with right:
        if not shown.faces:
            st.warning(NO_FACE if not found.faces else "Every face of this picture was dropped.")
            return
        by_number = {
            each.number: (each, said)
            for each, said in zip(shown.faces, shown.predictions, strict=True)
        }
        said = {number: answers for number, (_, answers) in by_number.items()}
        st.markdown(prediction.summary(said))
        clicked = faces.table(key, shown.faces, shown.predictions, runs)
        st.caption(
            "✓ the runs agree, ≠ they part. Confidences are calibrated, or marked raw."
            + ("" if len(by_number) == 1 else " Press a face for all it is judged by.")
        )
    if len(by_number) == 1:
        with below:
            show_face(key, *by_number.popitem()[1], runs)
    elif clicked in by_number:
        st.dialog(f"Face {clicked}", width="large")(show_face)(key, *by_number[clicked], runs)


def show_face(key: str, shown: Face, said: list[Prediction], runs: list[Run]) -> None:
    """All that is known of a face; `key` is its picture's."""
    face.show(f"{key}-{shown.number}-{shown.box}", shown, runs, said)


open_page("Predict")
st.html(STYLE)
runs = choices.choose_runs()
search = choices.choose_search()
pictures = choose_pictures()
forget_removed([*inbox.kept(), *(key for key, _ in pictures)])
is_live = st.session_state.predict_source == LIVE
if not is_live:
    live.forget()
if not pictures and not is_live:
    st.markdown(
        "**What do the models see in your own face?**\n"
        "1. Every face in your pictures is found, numbered, set level and cut out.\n"
        "2. It becomes 48x48 gray pixels, all that the models see, at three sizes of the crop; "
        "a picture that is a face already stays as it is.\n"
        "3. Each run gives each of its expressions a probability, the mean over the crops. Where "
        "they disagree, the page says so, and it can show which parts of the face speak for an "
        "answer."
    )
if not runs:
    st.info("Choose at least one run to compare.")
else:
    # Before there are pictures too, so that nobody waits for it later.
    runs, faults = prediction.load(runs)
    for fault in faults:
        st.error(fault)
if is_live and runs:
    live.show(runs, search[0])
if pictures and runs:
    answers = judge_all(pictures, runs, search)
    # A search with other settings may number the faces in another way.
    pictures = [(f"{key}-{search[0]:g}-{search[1]}", source) for key, source in pictures]
    shown = list(range(len(answers)))
    if len(answers) > SHOWN_AT_ONCE:
        shown = [
            st.selectbox(
                "Picture to look at",
                shown,
                format_func=lambda place: answers[place].name,
                key="predict_picture",
            )
        ]
    for place in shown:
        show_picture(*pictures[place], answers[place], runs)
    settings = st.session_state.predict_settings
    answers = [
        corrections.corrected(*picture, found, runs, settings)
        for picture, found in zip(pictures, answers, strict=True)
    ]
    if st.session_state.predict_source == CAMERA:
        results.show_strip([key for key, _ in pictures], answers)
    results.show(answers)
st.caption(
    "Pictures stay in the memory of the computer that runs this page: none is written to disk or "
    "logged, and they are gone when you remove them or close the page; of the live camera nothing "
    "is kept. The networks learnt a crowd's guesses at posed and web-searched faces; what a person "
    "feels they cannot tell."
)
export.offer_one_of(runs)
