import asyncio
import base64
import hashlib
import io
import json
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile

import numpy as np
import pytest
from PIL import ExifTags, Image
from pillow_heif import register_heif_opener
from skimage.data import astronaut
from starlette.formparsers import MultiPartParser
from starlette.requests import Request
from streamlit import config
from streamlit.testing.v1 import AppTest

from fer.data import synthetic
from fer.faces import Detector, search
from fer.paths import REPOSITORY
from fer.prediction import Prediction
from fer.prediction.live import Live
from fer.runs import Run
from fer.runs.run import WEIGHTS
from fer.schema import FER2013
from fer.views.predict import faces, live

from .conftest import charts, open_app, said, table

FACE = Image.fromarray(astronaut())
NO_FACE = Image.fromarray(np.full((300, 400, 3), 128, np.uint8))


@pytest.fixture(scope="module")
def found() -> dict[tuple[bytes, float], list]:
    """What the search for faces found in each picture."""
    return {}


@pytest.fixture
def page(found: dict[tuple[bytes, float], list], monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page; a picture that many tests show is searched once, as that takes most of the time."""
    detections = search.detections

    def remembered(picture: np.ndarray, threshold: float, detector: Detector) -> list:
        content = repr(picture.shape).encode() + picture.tobytes()
        key = hashlib.sha256(content).digest(), threshold
        if key not in found:
            found[key] = list(detections(picture, threshold, detector))
        return found[key]

    monkeypatch.setattr(search, "detections", remembered)
    return open_app("pages/3_Predict.py")


def encoded(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    register_heif_opener()
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


PNG = encoded(FACE)


def upload(page: AppTest, **files: bytes) -> AppTest:
    (uploader,) = page.file_uploader
    uploader.set_value([(f"{name}.jpg", content, "image/jpeg") for name, content in files.items()])
    return page.run()


def tables(page: AppTest) -> list[dict]:
    """The tables of faces by runs, as the browser is given them."""
    data = [json.loads(each.proto.json) for each in page.get("bidi_component")]
    return [each for each in data if "faces" in each]


def shown_faces(page: AppTest) -> int:
    return sum(len(each["faces"]) for each in tables(page))


def chips(page: AppTest):
    """The widget that has the uploaded pictures."""
    (found,) = [each for each in page.multiselect if each.key == "predict_chosen"]
    return found


def test_without_runs_it_says_where_to_get_one(page: AppTest) -> None:
    page.run()
    assert not page.exception
    assert "No run has weights yet" in said(page.info)
    assert not page.file_uploader


def test_before_an_upload_it_says_what_will_happen(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    page.run()
    assert not page.exception
    assert "48x48 gray pixels" in said(page.markdown)
    assert "none is written to disk" in said(page.caption)
    assert not page.camera_input


def test_defaults_are_chosen_and_all_others_offered(page: AppTest, untrained_run) -> None:
    for name, family in (("mine", "cnn"), ("cnn-61k", "cnn"), ("teacher", "teacher")):
        untrained_run(name, family)
    runs = page.run().multiselect(key="predict_runs")
    assert runs.value == ["teacher", "cnn-61k"]
    assert [option.split()[0] for option in runs.options] == ["teacher", "cnn-61k", "mine"]


def test_the_camera_is_asked_for_only_once_chosen(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    page.run()
    page.button_group(key="predict_source").set_value("Photo").run()
    page.camera_input(key="predict_camera").upload("photo.jpg", encoded(FACE, "JPEG")).run()
    assert not page.exception
    assert shown_faces(page) == 1


def test_live_shows_the_camera_and_nothing_else(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    page.run()
    assert not page.get("bidi_component")
    page.button_group(key="predict_source").set_value("Live").run()
    assert not page.exception
    (camera,) = page.get("bidi_component")
    data = json.loads(camera.proto.json)
    assert data["answer"] is None
    assert [(run["name"], run["raw"]) for run in data["runs"]] == [("cnn-61k", True)]
    assert data["runs"][0]["classes"] == list(FER2013.classes)
    assert shown_faces(page) == 0
    page.button_group(key="predict_source").set_value("Upload").run()
    assert "predict_live_judge" not in page.session_state


def test_a_frame_that_comes_is_answered_and_not_kept(untrained_run) -> None:
    run = untrained_run("cnn-61k")
    picture = base64.b64encode(encoded(FACE, "JPEG")).decode()
    judge = Live([run])
    answer = live.answered(judge, {"number": 7, "picture": picture})
    assert answer["number"] == 7
    assert len(answer["faces"]) == 1
    assert picture not in repr(vars(judge))
    for bad in ("text", {"number": 1}, {"number": 1, "picture": "?"}, {"number": 1, "picture": 5}):
        assert live.answered(judge, bad) is None


def test_the_example_is_judged_without_an_upload(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    page.run()
    page.button_group(key="predict_source").set_value("Example").run()
    assert not page.exception
    assert shown_faces(page) == 1
    assert said(page.text) == "astronaut.jpg"
    assert "NASA" in said(page.caption)


def test_a_face_is_judged_by_every_run(page: AppTest, untrained_run) -> None:
    untrained_run("teacher", "teacher")
    untrained_run("mobilenet-63k-distilled", "mobilenet")
    untrained_run("cnn-61k", "cnn")
    upload(page.run(), astronaut=PNG)
    assert not page.exception
    assert not page.error
    assert said(page.text) == "astronaut.jpg"
    assert shown_faces(page) == 1
    drawn = charts(page)
    assert len(drawn) == 3
    for chart in drawn:
        assert tuple(chart["data"][0]["y"]) == FER2013.classes
    assert len({chart["data"][0]["marker"]["color"] for chart in drawn}) == 3
    labels = [answer.value.split()[0] for answer in page.subheader]
    assert len(labels) == 3
    assert set(labels) <= set(FER2013.classes)
    assert sum(" ms for " in each.value for each in page.caption) == 3
    assert ("They disagree" in said(page.warning)) == (len(set(labels)) > 1)


def test_bad_files_have_their_sentences_and_the_others_their_faces(
    page: AppTest, untrained_run
) -> None:
    untrained_run("cnn-61k")
    upload(
        page.run(),
        empty=b"",
        text=b"not a picture",
        good=PNG,
        cut=PNG[:20_000],
        huge=encoded(Image.new("1", (10_000, 5_000))),
    )
    assert not page.exception
    sentences = ("is empty", "not a picture of a known format", "damaged or cut", "megapixels")
    for error, sentence in zip(page.error, sentences, strict=True):
        assert sentence in error.value
    assert shown_faces(page) == 1


def test_no_face_is_said_and_the_picture_shown(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    upload(page.run(), wall=encoded(NO_FACE))
    assert not page.exception
    assert "No face was found" in said(page.warning)
    assert len(page.image) == 1


def test_every_kind_of_picture_is_judged(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    rotation = Image.Exif()
    rotation[ExifTags.Base.Orientation] = 6
    upload(
        page.run(),
        rotated=encoded(FACE.rotate(90, expand=True), "JPEG", exif=rotation),
        cmyk=encoded(FACE.convert("CMYK"), "JPEG"),
        deep=encoded(Image.fromarray(np.asarray(FACE.convert("L")).astype(np.uint16) * 257)),
        animated=encoded(FACE, "GIF", save_all=True, append_images=[NO_FACE]),
        webp=encoded(FACE, "WEBP"),
        avif=encoded(FACE, "AVIF"),
        heic=encoded(FACE, "HEIF"),
    )
    assert not page.exception
    page.selectbox(key="predict_picture").set_value(3).run()
    assert said(page.text) == "animated.jpg (frame 1 of 2)"
    page.selectbox(key="predict_picture").set_value(6).run()
    assert said(page.text) == "heic.jpg"
    assert list(table(page, "error").error.isna()) == [True] * 7


def test_a_run_whose_weights_are_damaged_stops_no_other(
    page: AppTest, untrained_run: Callable[..., Run]
) -> None:
    untrained_run("cnn-61k")
    (untrained_run("teacher", "teacher").folder / WEIGHTS).write_bytes(b"damaged")
    upload(page.run(), astronaut=PNG)
    assert not page.exception
    (error,) = page.error
    assert error.value.startswith("'teacher' cannot be asked: ")
    assert len(charts(page)) == 1


def test_with_no_run_chosen_it_asks_for_one(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    page.run()
    page.multiselect(key="predict_runs").set_value([])
    upload(page, astronaut=PNG)
    assert not page.exception
    assert "Choose at least one run" in said(page.info)


def test_a_picture_of_any_size_that_is_taken_stays_in_memory(
    page: AppTest, untrained_run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MultiPartParser, "spool_max_size", MultiPartParser.spool_max_size)
    rolled: list[int] = []
    monkeypatch.setattr(
        SpooledTemporaryFile, "rollover", lambda file: rolled.append(file.tell()), raising=True
    )
    untrained_run("cnn-61k")
    page.run()
    limit = page.file_uploader[0].proto.max_upload_size_mb << 20
    assert received(limit) == limit
    assert rolled == []
    received(limit + (2 << 20))
    assert rolled, "nothing larger goes to the disk, so the check above says nothing"


def received(size: int) -> int:
    """Bytes of a file of this size that the server's parser of uploads has taken in."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="p.jpg"\r\n\r\n'
    chunks = [head, *[bytes(1 << 20)] * (size >> 20), b"\r\n--x--\r\n", b""]
    messages = iter(
        {"type": "http.request", "body": chunk, "more_body": bool(chunk)} for chunk in chunks
    )

    async def receive() -> dict:
        return next(messages)

    async def parse() -> int:
        content = (b"content-type", b"multipart/form-data; boundary=x")
        request = Request({"type": "http", "method": "PUT", "headers": [content]}, receive)
        async with request.form() as form:
            return form["file"].size

    return asyncio.run(parse())


@pytest.mark.parametrize(("megabytes", "pictures", "sets"), [(None, 50, 500), (21, 20, 20)])
def test_the_servers_limit_on_uploads_is_every_pages(
    untrained_run,
    monkeypatch: pytest.MonkeyPatch,
    megabytes: int | None,
    pictures: int,
    sets: int,
) -> None:
    monkeypatch.setattr(synthetic, "PER_CLASS", (2, 1, 1))
    toml = tomllib.loads((REPOSITORY / ".streamlit" / "config.toml").read_text())
    untrained_run("cnn-61k")
    with server_limit(megabytes or toml["server"]["maxUploadSize"]):
        page = open_app("pages/3_Predict.py").run()
        assert page.file_uploader[0].proto.max_upload_size_mb == pictures
        assert f"{pictures} MB at most" in page.file_uploader[0].label
        page = open_app("pages/4_Data.py").run()
        page.button_group(key="import_way").set_value("Upload").run()
        assert page.file_uploader(key="import_file").proto.max_upload_size_mb == sets
        assert f"{sets} MB at most" in page.file_uploader(key="import_file").label


@contextmanager
def server_limit(megabytes: int) -> Iterator[None]:
    """The server with another `server.maxUploadSize`."""
    before = config.get_option("server.maxUploadSize")
    config.set_option("server.maxUploadSize", megabytes)
    yield
    config.set_option("server.maxUploadSize", before)


def test_the_same_picture_twice_is_judged_twice(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    upload(page.run(), one=PNG, two=PNG)
    assert not page.exception
    assert shown_faces(page) == 2


def test_a_confidence_says_whether_it_is_calibrated(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    upload(page.run(), astronaut=PNG)
    assert any(each.value.endswith("not calibrated") for each in page.caption)


def test_settings_decide_what_counts_as_a_face(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    upload(page.run(), astronaut=PNG)
    page.slider(key="predict_smallest").set_value(300).run()
    assert not page.exception
    assert "No face was found" in said(page.warning)
    page.slider(key="predict_smallest").set_value(0).run()
    assert shown_faces(page) == 1
    page.slider(key="predict_threshold").set_value(0.95).run()
    assert shown_faces(page) == 0


def test_a_face_can_be_dropped(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    upload(page.run(), astronaut=PNG)
    (pills,) = [each for each in page.button_group if each.key.startswith("keep-")]
    pills.set_value([]).run()
    assert not page.exception
    assert "was dropped" in said(page.warning)
    assert shown_faces(page) == 0


def test_a_face_says_why(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    untrained_run("teacher", "teacher")
    upload(page.run(), astronaut=PNG)
    pictures = len(page.image)
    (why,) = [each for each in page.selectbox if each.key.startswith("why-")]
    why.set_value("sad").run()
    assert not page.exception
    assert len(page.image) == pictures + 2


def test_a_zip_is_a_table_and_one_picture_at_a_time(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    album = io.BytesIO()
    with zipfile.ZipFile(album, "w") as archive:
        for place in range(6):
            archive.writestr(f"{place}.png", PNG)
        archive.writestr("notes.txt", b"not a picture")
    upload(page.run(), album=album.getvalue())
    assert not page.exception
    rows = table(page, "error")
    assert len(rows) == 7
    assert list(rows.error.notna()) == [False] * 6 + [True]
    assert set(FER2013.classes) < set(rows.columns)
    assert shown_faces(page) == 1
    page.selectbox(key="predict_picture").set_value(6).run()
    assert "not a picture" in said(page.error)


def test_what_is_shown_is_what_the_command_line_says(
    page: AppTest, untrained_run, tmp_path, capsys
) -> None:
    from fer.cli import main

    untrained_run("cnn-61k")
    upload(page.run(), astronaut=PNG)
    (tmp_path / "album").mkdir()
    (tmp_path / "album" / "astronaut.png").write_bytes(PNG)
    assert main(["predict", str(tmp_path / "album"), "--runs", "cnn-61k", "--json"]) == 0
    (answer,) = json.loads(capsys.readouterr().out)
    (answered,) = answer["faces"][0]["predictions"]
    (chart,) = charts(page)
    assert list(answered["calibrated"].values()) == pytest.approx(shown_bars(chart), abs=1e-6)
    assert said(page.subheader) == f"{answered['label']} {answered['confidence']:.0%} raw"


def shown_bars(chart: dict) -> list[float]:
    """Lengths of a chart's bars."""
    bars = chart["data"][0]["x"]
    if isinstance(bars, dict):
        return np.frombuffer(base64.b64decode(bars["bdata"]), bars["dtype"]).tolist()
    return bars


def test_snapshots_of_the_session_stand_in_a_strip_until_they_are_forgotten(
    page: AppTest, untrained_run
) -> None:
    untrained_run("cnn-61k")
    turn_to_the_camera(page.run())
    page.camera_input(key="predict_camera").upload("photo.jpg", encoded(FACE, "JPEG")).run()
    assert "snapshots" not in said(page.markdown)
    again = encoded(FACE, "JPEG", quality=60)
    page.camera_input(key="predict_camera").set_value(("photo.jpg", again, "image/jpeg")).run()
    assert not page.exception
    assert "snapshots" in said(page.markdown)
    page.button(key="predict_forget").click().run()
    assert not page.exception
    assert "snapshots" not in said(page.markdown)
    assert shown_faces(page) == 1


def test_corrections_are_kept_while_another_picture_is_shown(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    upload(page.run(), **{f"picture{place}": PNG for place in range(7)})

    def pills():
        (found,) = [each for each in page.button_group if each.key.startswith("keep-")]
        return found

    pills().set_value([]).run()
    assert table(page, "error").error.notna().sum() == 1
    page.selectbox(key="predict_picture").set_value(1).run()
    assert shown_faces(page) == 1
    assert table(page, "error").error.notna().sum() == 1
    page.selectbox(key="predict_picture").set_value(0).run()
    assert not page.exception
    assert pills().value == []
    assert shown_faces(page) == 0
    pills().set_value([1]).run()
    assert shown_faces(page) == 1
    assert table(page, "error").error.isna().all()


def remove_the_files(page: AppTest) -> None:
    """Close every picture."""
    chips(page).set_value([]).run()


def turn_to_the_camera(page: AppTest) -> None:
    page.button_group(key="predict_source").set_value("Photo").run()


def test_a_removed_picture_leaves_nothing_in_the_session(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    upload(page.run(), explained=PNG, corrected=PNG)
    explained, corrected = page.session_state["predict_uploads"]
    for why in page.selectbox:
        if why.key.startswith(f"why-{explained}"):
            why.set_value("sad")
    for pills in page.button_group:
        if pills.key.startswith(f"keep-{corrected}"):
            pills.set_value([])
    page.run()
    assert "Every face of this picture was dropped" in said(page.warning)

    def held() -> dict[str, bool]:
        everything = repr(page.session_state.to_dict())
        signs = (explained, corrected, "Answer(", "annotated=b", "array(", "Upload(")
        return {sign: sign in everything for sign in signs}

    assert all(held().values())
    remove_the_files(page)
    assert not page.exception
    assert not any(held().values())


def test_uploads_survive_a_visit_to_another_page_and_one_is_removed_alone(
    page: AppTest, untrained_run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synthetic, "PER_CLASS", (2, 1, 1))
    untrained_run("cnn-61k")
    upload(page.run(), one=PNG)
    upload(page, one=PNG, two=PNG)
    names = ["one.jpg", "one.jpg (2)", "two.jpg"]
    assert [each.value for each in page.text] == names
    turn_to_the_camera(page)
    assert shown_faces(page) == 0
    page.switch_page("pages/4_Data.py").run()
    page.switch_page("pages/3_Predict.py").run()
    assert not page.exception
    assert chips(page).options == names
    assert [each.value for each in page.text] == names
    assert shown_faces(page) == 3
    chips(page).set_value([chips(page).value[0], chips(page).value[2]]).run()
    assert not page.exception
    assert [each.value for each in page.text] == ["one.jpg", "two.jpg"]
    assert len(page.session_state["predict_uploads"]) == 2


def test_a_face_of_several_shows_all_that_is_known_of_it_once_pressed(
    page: AppTest, untrained_run
) -> None:
    untrained_run("cnn-61k")
    untrained_run("teacher", "teacher")
    head = FACE.crop((80, 0, 380, 300))
    pair = Image.new("RGB", (640, 300))
    pair.paste(head, (0, 0))
    pair.paste(head, (330, 0))
    upload(page.run(), pair=encoded(pair))
    (shown,) = tables(page)
    assert [face["number"] for face in shown["faces"]] == [1, 2]
    assert [run["name"] for run in shown["runs"]] == ["teacher", "cnn-61k"]
    for face in shown["faces"]:
        labels = {answer["label"] for answer in face["answers"]}
        assert face["agree"] == (len(labels) == 1)
        assert face["sign"] == ("✓" if face["agree"] else "≠")
        assert all(answer["percent"].endswith("% raw") for answer in face["answers"])
    assert not charts(page)
    press(page, 2)
    assert not page.exception
    assert len(charts(page)) == 2


def press(page: AppTest, number: int) -> None:
    """Press a face in the first table."""
    (shown, *_) = page.get("bidi_component")
    states = page._tree.get_widget_states()
    state = states.widgets.add()
    state.id = f"$$STREAMLIT_INTERNAL_KEY_{shown.proto.id}__events"
    state.json_trigger_value = json.dumps([{"event": "face", "value": number}])
    page._run(states)


@pytest.mark.parametrize(
    ("labels", "odd"),
    [
        ("aaa", [False, False, False]),
        ("aab", [False, False, True]),
        ("ab", [True, True]),
        ("abc", [True, True, True]),
        ("a", [False]),
    ],
)
def test_the_odd_ones_are_not_the_commonest(labels: str, odd: list[bool]) -> None:
    assert faces.odd_ones(labels) == odd


def test_what_is_kept_of_the_other_pictures_stays() -> None:
    def script() -> None:
        import streamlit as st

        from fer.views.predict.memory import forget_removed, kept_of_pictures

        forget_removed(st.session_state.present)
        for kind in ("answers", "corrected"):
            for key in st.session_state.present:
                kept_of_pictures(kind).setdefault(f"{key}-{kind}", st.session_state.run)
        st.session_state.kept = {kind: dict(kept_of_pictures(kind)) for kind in ("answers", "x")}

    page = AppTest.from_function(script)
    page.session_state.run, page.session_state.present = 1, ["a-0", "b-0"]
    page.run()
    page.session_state.run, page.session_state.present = 2, ["b-0", "c-0"]
    page.run()
    assert page.session_state.kept == {"answers": {"b-0-answers": 1, "c-0-answers": 2}, "x": {}}


def test_a_run_of_other_classes_is_not_the_odd_one() -> None:
    def one(run: str, place: int, classes: tuple[str, ...] = FER2013.classes) -> Prediction:
        return Prediction(run, np.eye(len(classes), dtype=np.float32)[place], 1.0, 1.0, classes)

    own = one("own", 1, ("awake", "asleep"))
    assert faces._odd([one("a", 3), one("b", 3), own]) == [False, False, False]
    assert faces._odd([one("a", 3), one("b", 3), one("c", 0), own]) == [False, False, True, False]
