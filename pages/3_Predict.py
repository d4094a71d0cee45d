"""Predict: several runs judge the faces of the user's pictures, side by side."""

import pandas as pd
import streamlit as st

from fer import prediction
from fer.charts.picture import picture_to_mark
from fer.faces import NO_FACE, THRESHOLD, Box
from fer.prediction import albums, snapshots
from fer.prediction.albums import Source
from fer.prediction.judging import Answer, judge_again, marked_boxes, rows, zip_of
from fer.prediction.judging import judge as judge_now
from fer.runs import Run
from fer.views import export, judged_face, uploads
from fer.views.frame import open_page
from fer.views.pictures import forget_removed, kept_of_pictures
from fer.views.predict import live

UPLOAD, LIVE, CAMERA, EXAMPLE = "Upload pictures", "Live", "Take a photo", "Try an example"
EXTENSIONS = [
    *("jpg", "jpeg", "png", "webp", "avif", "heic", "heif", "bmp", "gif", "tif", "tiff", "zip")
]
MAX_MEGABYTES = uploads.megabytes(albums.MAX_BYTES // 1_000_000)
# More pictures than these are a table, and one of them is shown at a time.
SHOWN_AT_ONCE = 6

uploads.keep_in_memory(MAX_MEGABYTES)


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


def choose_search() -> tuple[float, int]:
    """Ask what counts as a face."""
    with st.expander("What counts as a face", icon=":material/tune:"):
        left, right = st.columns(2)
        threshold = left.slider(
            "Lowest confidence",
            0.3,
            0.95,
            THRESHOLD,
            0.05,
            key="predict_threshold",
            help="Lower finds more faces, and more of what is none.",
        )
        smallest = right.slider(
            "Smallest height in pixels",
            0,
            300,
            0,
            10,
            key="predict_smallest",
            help="Leaves bystanders out.",
        )
    return threshold, smallest


def choose_pictures() -> list[tuple[str, Source]]:
    """Ask for pictures, each with a key of its own; the camera is asked for only once chosen."""
    source = st.segmented_control(
        "Pictures",
        [UPLOAD, LIVE, CAMERA, EXAMPLE],
        default=UPLOAD,
        required=True,
        label_visibility="collapsed",
        key="predict_source",
    )
    if source == EXAMPLE:
        st.caption("Eileen Collins, astronaut; a photo by NASA in the public domain.")
        return [("example", albums.example())]
    if source == LIVE:
        return []
    if source == CAMERA:
        photo = st.camera_input("Look into the camera and press the button", key="predict_camera")
        files = [photo] if photo else []
    else:
        files = st.file_uploader(
            f"Pictures with faces, or a zip of some, {MAX_MEGABYTES} MB at most",
            type=EXTENSIONS,
            accept_multiple_files=True,
            max_upload_size=MAX_MEGABYTES,
            key="predict_files",
        )
    return [
        (f"{file.file_id}-{place}", picture)
        for file in files
        for place, picture in enumerate(albums.from_upload(file.name, file.getvalue()))
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
    """One picture with its faces, or why there are none."""
    st.text(found.title)
    if found.annotated is None:
        st.error(found.error)
        return
    where = st.container()
    ask_for_corrections(key, source, found)
    shown = corrected(key, source, found, runs)
    where.image(
        shown.annotated,
        width=min(720, shown.shown_width(440)),
        alt=f"{found.name} with a numbered box round each face",
    )
    if not shown.faces:
        st.warning(NO_FACE if not found.faces else "Every face of this picture was dropped.")
        return
    by_face = list(zip(shown.faces, shown.predictions, strict=True))
    st.markdown(prediction.summary({face.number: said for face, said in by_face}))
    for face, said in by_face:
        judged_face.show(f"{key}-{face.number}-{face.box}", face, runs, said)


def correction(key: str, found: Answer) -> tuple[list[int], list[Box]]:
    """Numbers of the faces that stay, and the boxes of those that the user added."""
    everyone = [face.number for face in found.faces]
    return kept_of_pictures("corrections").get(key, (everyone, []))


def ask_for_corrections(key: str, source: Source, found: Answer) -> None:
    """Let faces be dropped, and added by hand; kept for when the picture is not shown."""
    numbers = [face.number for face in found.faces]
    keep, boxes = correction(key, found)
    # A widget that is not on the page forgets; these come back as they were left.
    st.session_state.setdefault(f"keep-{key}", keep)
    st.session_state.setdefault(f"add-{key}", bool(boxes))
    with st.expander("Drop a face or add one", icon=":material/edit:"):
        if numbers:
            keep = sorted(
                st.pills(
                    "Faces to judge",
                    numbers,
                    selection_mode="multi",
                    key=f"keep-{key}",
                    help="Press a number to drop that face or take it back.",
                )
            )
        if st.toggle("Add a face by hand", key=f"add-{key}"):
            picture = source.read()
            st.caption("Draw a box round the face, from forehead to chin.")
            event = st.plotly_chart(
                picture_to_mark(picture),
                key=f"mark-{key}",
                on_select="rerun",
                selection_mode="box",
                width="content",
                config={"displayModeBar": False},
                alt="the picture, to draw a box on",
            )
            boxes = marked_boxes(event.selection.get("box", [])) or boxes
        else:
            boxes = []
    kept_of_pictures("corrections")[key] = keep, boxes


def corrected(key: str, source: Source, found: Answer, runs: list[Run]) -> Answer:
    """The answer with the faces that the user dropped and added."""
    keep, boxes = correction(key, found)
    if len(keep) == len(found.faces) and not boxes:
        return found
    wish = st.session_state.predict_settings, keep, boxes
    kept = kept_of_pictures("corrected")
    if key not in kept or kept[key][0] != wish:
        kept[key] = wish, judge_again(source, found.faces, keep, boxes, runs)
    return kept[key][1]


def show_results(answers: list[Answer]) -> None:
    """All answers as a table and to download."""
    table = pd.DataFrame(rows(answers))
    with st.container(border=True):
        faces = sum(len(answer.faces) for answer in answers)
        st.markdown(f"**Results**: pictures {len(answers)}, faces {faces}")
        if len(answers) > 1:
            st.dataframe(table, hide_index=True, height=280, key="predict_table")
        with st.container(horizontal=True):
            st.download_button(
                "Table (CSV)",
                table.to_csv(index=False),
                "expressions.csv",
                "text/csv",
                icon=":material/download:",
                on_click="ignore",
                key="predict_csv",
            )
            st.download_button(
                "Pictures with boxes (zip)",
                lambda: zip_of(answers),
                "expressions.zip",
                "application/zip",
                icon=":material/download:",
                on_click="ignore",
                key="predict_zip",
            )


def show_strip(pictures: list[tuple[str, Source]], answers: list[Answer]) -> None:
    """The faces of this session's snapshots, the latest first."""
    strip = st.session_state.setdefault("predict_snapshots", [])
    for (key, _), answer in zip(pictures, answers, strict=True):
        snapshots.add(strip, key, answer)
    if len(strip) < 2:
        return
    st.markdown("**This session's snapshots**, the latest first")
    with st.container(horizontal=True):
        for snapshot in strip:
            st.image(snapshot.face, width=96, caption=snapshot.words, alt=snapshot.words)
    # The camera gives up a photo for the next one, so removing it cannot mean this.
    st.button("Forget the snapshots", key="predict_forget", on_click=strip.clear)


open_page("Predict", "What do the models see in your own face? Ask several at once and compare.")
runs = choose_runs()
search = choose_search()
pictures = choose_pictures()
forget_removed(key for key, _ in pictures)
st.caption(
    "Pictures stay in the memory of the computer that runs this page: none is written to disk or "
    "logged, and they are gone when you leave. The networks learnt a crowd's guesses at posed and "
    "web-searched faces; what a person feels they cannot tell."
)

is_live = st.session_state.predict_source == LIVE
if not is_live:
    live.forget()
if not pictures and not is_live:
    st.markdown(
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
        with st.container(border=True):
            show_picture(*pictures[place], answers[place], runs)
    answers = [
        corrected(*picture, found, runs) for picture, found in zip(pictures, answers, strict=True)
    ]
    if st.session_state.predict_source == CAMERA:
        show_strip(pictures, answers)
    show_results(answers)
export.offer_one_of(runs)
