import base64
import io
import json
import zipfile
from collections.abc import Callable

import numpy as np
import pytest
from PIL import ExifTags, Image
from skimage.data import astronaut
from streamlit.testing.v1 import AppTest

from fer import LABELS
from fer.runs import Run
from fer.runs.run import WEIGHTS

from .conftest import open_app

FACE = Image.fromarray(astronaut())
NO_FACE = Image.fromarray(np.full((300, 400, 3), 128, np.uint8))


@pytest.fixture
def page() -> AppTest:
    return open_app("pages/3_Predict.py")


def encoded(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def upload(page: AppTest, **files: bytes) -> AppTest:
    page.file_uploader[0].set_value(
        [(f"{name}.jpg", content, "image/jpeg") for name, content in files.items()]
    )
    return page.run()


def shown_faces(page: AppTest) -> int:
    return [each.value for each in page.markdown].count("**Face 1**")


def test_without_runs_it_says_where_to_get_one(page: AppTest) -> None:
    page.run()
    assert not page.exception
    assert "No run has weights yet" in page.info[0].value
    assert not page.file_uploader


def test_before_an_upload_it_says_what_will_happen(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    page.run()
    assert not page.exception
    assert any("48x48 gray pixels" in each.value for each in page.markdown)
    assert any("none is written to disk" in each.value for each in page.caption)
    assert not page.camera_input


def test_defaults_are_chosen_and_all_others_offered(page: AppTest, untrained_run) -> None:
    for name, family in (("mine", "cnn"), ("cnn-61k", "cnn"), ("teacher", "teacher")):
        untrained_run(name, family)
    runs = page.run().multiselect[0]
    assert runs.value == ["teacher", "cnn-61k"]
    assert [option.split()[0] for option in runs.options] == ["teacher", "cnn-61k", "mine"]


def test_the_camera_is_asked_for_only_once_chosen(page: AppTest, untrained_run) -> None:
    untrained_run()
    page.run()
    page.button_group[0].set_value("Take a photo").run()
    page.camera_input[0].upload("photo.jpg", encoded(FACE, "JPEG")).run()
    assert not page.exception
    assert shown_faces(page) == 1


def test_the_example_is_judged_without_an_upload(page: AppTest, untrained_run) -> None:
    untrained_run()
    page.run()
    page.button_group[0].set_value("Try an example").run()
    assert not page.exception
    assert shown_faces(page) == 1
    assert "astronaut.jpg" in [each.value for each in page.text]
    assert any("NASA" in each.value for each in page.caption)


def test_a_face_is_judged_by_every_run(page: AppTest, untrained_run) -> None:
    untrained_run("teacher", "teacher")
    untrained_run("mobilenet-63k-distilled", "mobilenet")
    untrained_run("cnn-61k", "cnn")
    upload(page.run(), astronaut=encoded(FACE))
    assert not page.exception
    assert not page.error
    assert page.text[0].value == "astronaut.jpg"
    assert shown_faces(page) == 1
    charts = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    assert len(charts) == 3
    for chart in charts:
        assert tuple(chart["data"][0]["y"]) == LABELS
    assert len({chart["data"][0]["marker"]["color"] for chart in charts}) == 3
    for answer in page.subheader:
        assert answer.value.split()[0] in LABELS
    assert sum(" ms for " in each.value for each in page.caption) == 3
    labels = {answer.value.split()[0] for answer in page.subheader}
    assert len(page.warning) == (len(labels) > 1)


def test_bad_files_have_their_sentences_and_the_others_their_faces(
    page: AppTest, untrained_run
) -> None:
    untrained_run()
    upload(
        page.run(),
        empty=b"",
        text=b"not a picture",
        good=encoded(FACE),
        cut=encoded(FACE)[:20_000],
        huge=encoded(Image.new("1", (10_000, 5_000))),
    )
    assert not page.exception
    sentences = ("is empty", "not a picture of a known format", "damaged or cut", "megapixels")
    for error, sentence in zip(page.error, sentences, strict=True):
        assert sentence in error.value
    assert shown_faces(page) == 1


def test_no_face_is_said_and_the_picture_shown(page: AppTest, untrained_run) -> None:
    untrained_run()
    upload(page.run(), wall=encoded(NO_FACE))
    assert not page.exception
    assert "No face was found" in page.warning[0].value
    assert len(page.image) == 1


def test_every_kind_of_picture_is_judged(page: AppTest, untrained_run) -> None:
    untrained_run()
    rotation = Image.Exif()
    rotation[ExifTags.Base.Orientation] = 6
    upload(
        page.run(),
        rotated=encoded(FACE.rotate(90, expand=True), "JPEG", exif=rotation),
        cmyk=encoded(FACE.convert("CMYK"), "JPEG"),
        deep=encoded(Image.fromarray(np.asarray(FACE.convert("L")).astype(np.uint16) * 257)),
        animated=encoded(FACE, "GIF", save_all=True, append_images=[NO_FACE]),
        webp=encoded(FACE, "WEBP"),
    )
    assert not page.exception
    assert shown_faces(page) == 5


def test_a_run_whose_weights_are_damaged_stops_no_other(
    page: AppTest, untrained_run: Callable[..., Run]
) -> None:
    untrained_run("cnn-61k")
    (untrained_run("teacher", "teacher").folder / WEIGHTS).write_bytes(b"damaged")
    upload(page.run(), astronaut=encoded(FACE))
    assert not page.exception
    (error,) = page.error
    assert error.value.startswith("'teacher' cannot be asked: ")
    assert len(page.get("plotly_chart")) == 1


def test_with_no_run_chosen_it_asks_for_one(page: AppTest, untrained_run) -> None:
    untrained_run()
    page.run()
    page.multiselect[0].set_value([])
    upload(page, astronaut=encoded(FACE))
    assert not page.exception
    assert "Choose at least one run" in page.info[0].value


def test_a_picture_is_never_spooled_to_disk(page: AppTest, untrained_run) -> None:
    from starlette.formparsers import MultiPartParser

    untrained_run()
    page.run()
    limit = page.file_uploader[0].proto.max_upload_size_mb
    assert MultiPartParser.spool_max_size > limit << 20


def test_the_same_picture_twice_is_judged_twice(page: AppTest, untrained_run) -> None:
    untrained_run()
    upload(page.run(), one=encoded(FACE), two=encoded(FACE))
    assert not page.exception
    assert shown_faces(page) == 2


def test_a_confidence_says_whether_it_is_calibrated(page: AppTest, untrained_run) -> None:
    untrained_run()
    upload(page.run(), astronaut=encoded(FACE))
    assert any(each.value.endswith("not calibrated") for each in page.caption)


def test_settings_decide_what_counts_as_a_face(page: AppTest, untrained_run) -> None:
    untrained_run()
    upload(page.run(), astronaut=encoded(FACE))
    page.slider(key="predict_smallest").set_value(300).run()
    assert not page.exception
    assert "No face was found" in page.warning[0].value
    page.slider(key="predict_smallest").set_value(0).run()
    assert shown_faces(page) == 1
    page.slider(key="predict_threshold").set_value(0.95).run()
    assert shown_faces(page) == 0


def test_a_face_can_be_dropped(page: AppTest, untrained_run) -> None:
    untrained_run()
    upload(page.run(), astronaut=encoded(FACE))
    (pills,) = [each for each in page.button_group if each.key.startswith("keep-")]
    pills.set_value([]).run()
    assert not page.exception
    assert "was dropped" in page.warning[0].value
    assert shown_faces(page) == 0


def test_a_face_says_why(page: AppTest, untrained_run) -> None:
    untrained_run()
    untrained_run("teacher", "teacher")
    upload(page.run(), astronaut=encoded(FACE))
    pictures = len(page.image)
    (why,) = [each for each in page.selectbox if each.key.startswith("why-")]
    why.set_value("sad").run()
    assert not page.exception
    assert len(page.image) == pictures + 2


def test_a_zip_is_a_table_and_one_picture_at_a_time(page: AppTest, untrained_run) -> None:
    untrained_run()
    album = io.BytesIO()
    with zipfile.ZipFile(album, "w") as archive:
        for place in range(6):
            archive.writestr(f"{place}.png", encoded(FACE))
        archive.writestr("notes.txt", b"not a picture")
    upload(page.run(), album=album.getvalue())
    assert not page.exception
    table = page.dataframe[0].value
    assert len(table) == 7
    assert list(table.error.notna()) == [False] * 6 + [True]
    assert set(LABELS) < set(table.columns)
    assert shown_faces(page) == 1
    page.selectbox[0].set_value(6).run()
    assert "not a picture" in page.error[0].value


def test_what_is_shown_is_what_the_command_line_says(
    page: AppTest, untrained_run, tmp_path, capsys
) -> None:
    from fer.cli import main

    untrained_run()
    upload(page.run(), astronaut=encoded(FACE))
    (tmp_path / "album").mkdir()
    (tmp_path / "album" / "astronaut.png").write_bytes(encoded(FACE))
    assert main(["predict", str(tmp_path / "album"), "--runs", "cnn-61k", "--json"]) == 0
    (answer,) = json.loads(capsys.readouterr().out)
    (said,) = answer["faces"][0]["predictions"]
    (chart,) = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    assert list(said["calibrated"].values()) == pytest.approx(shown_bars(chart), abs=1e-6)
    assert page.subheader[0].value == f"{said['label']} {said['confidence']:.0%}"


def shown_bars(chart: dict) -> list[float]:
    """Lengths of a chart's bars."""
    bars = chart["data"][0]["x"]
    if isinstance(bars, dict):
        return np.frombuffer(base64.b64decode(bars["bdata"]), bars["dtype"]).tolist()
    return bars


def test_snapshots_of_the_session_stand_in_a_strip(page: AppTest, untrained_run) -> None:
    untrained_run()
    page.run()
    page.button_group[0].set_value("Take a photo").run()
    page.camera_input[0].upload("photo.jpg", encoded(FACE, "JPEG")).run()
    assert not any("snapshots" in each.value for each in page.markdown)
    page.camera_input[0].upload("photo.jpg", encoded(FACE, "JPEG", quality=60)).run()
    assert not page.exception
    assert any("snapshots" in each.value for each in page.markdown)


def test_corrections_are_kept_while_another_picture_is_shown(page: AppTest, untrained_run) -> None:
    untrained_run()
    upload(page.run(), **{f"picture{place}": encoded(FACE) for place in range(7)})

    def pills():
        (found,) = [each for each in page.button_group if each.key.startswith("keep-")]
        return found

    pills().set_value([]).run()
    assert page.dataframe[0].value.error.notna().sum() == 1
    page.selectbox[0].set_value(1).run()
    assert shown_faces(page) == 1
    assert page.dataframe[0].value.error.notna().sum() == 1
    page.selectbox[0].set_value(0).run()
    assert not page.exception
    assert pills().value == []
    assert shown_faces(page) == 0
    pills().set_value([1]).run()
    assert shown_faces(page) == 1
    assert page.dataframe[0].value.error.isna().all()
