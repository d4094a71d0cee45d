"""The camera on the Predict page."""

import base64
import json

from streamlit.testing.v1 import AppTest

from fer.prediction.live import Live
from fer.schema import FER2013
from fer.views.predict import live

from .conftest import FACE, encoded, shown_faces


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


def test_every_run_has_a_mark_of_its_own_though_colours_tell_families_alone(
    page: AppTest, untrained_run
) -> None:
    for name in ("cnn-61k", "mobilenet-63k-distilled"):
        untrained_run(name, "cnn")
    page.run().button_group(key="predict_source").set_value("Live").run()
    assert not page.exception
    (camera,) = page.get("bidi_component")
    runs = json.loads(camera.proto.json)["runs"]
    assert len({run["color"] for run in runs}) == 1
    assert [run["mark"] for run in runs] == ["A", "B"]


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
