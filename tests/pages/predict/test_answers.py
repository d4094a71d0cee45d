"""What the Predict page says of a face."""

import base64
import json
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from fer.faces import find_faces
from fer.prediction import Prediction
from fer.prediction.judging import share_column
from fer.runs import Run
from fer.runs.run import WEIGHTS
from fer.schema import FER2013, Schema
from fer.views.predict import faces

from ..conftest import charts, said, table
from .conftest import FACE, NO_FACE, PNG, encoded, shown_faces, tables, upload


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


def test_no_face_is_said_and_the_picture_shown(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    upload(page.run(), wall=encoded(NO_FACE))
    assert not page.exception
    assert "No face was found" in said(page.warning)
    assert len(page.image) == 1


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


@pytest.mark.parametrize("classes", [("smile", "image"), ("error", "ok"), ("x", "y")])
def test_classes_that_are_called_as_columns_are_shares_beside_them(
    page: AppTest, untrained_run, classes: tuple[str, str]
) -> None:
    untrained_run("own", schema=Schema(classes))
    upload(page.run(), astronaut=PNG, torn=b"no picture")
    assert not page.exception
    frame = table(page, "confidence")
    assert list(frame["image"]) == ["astronaut.jpg", "torn.jpg"]
    assert list(frame["error"].isna()) == [True, False]
    (face,) = find_faces(np.asarray(FACE))
    assert tuple(frame.loc[0, ["x", "y", "width", "height"]]) == face.box
    shares = frame.loc[0, [share_column(name) for name in classes]]
    assert sum(shares) == pytest.approx(100)
    assert max(shares) == pytest.approx(frame.loc[0, "confidence"])
    in_percent = {name for name in frame if percent(page, name)}
    assert in_percent == {"confidence", *map(share_column, classes)}


def percent(page: AppTest, column: str) -> bool:
    """Whether the table of results shows a column in percent."""
    (shown,) = page.dataframe
    about = json.loads(shown.proto.columns).get(column, {})
    return about.get("type_config", {}).get("format") == "%.0f%%"


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


def test_a_run_of_other_classes_is_not_the_odd_one() -> None:
    def one(run: str, place: int, classes: tuple[str, ...] = FER2013.classes) -> Prediction:
        return Prediction(run, np.eye(len(classes), dtype=np.float32)[place], 1.0, 1.0, classes)

    own = one("own", 1, ("awake", "asleep"))
    assert faces._odd([one("a", 3), one("b", 3), own]) == [False, False, False]
    assert faces._odd([one("a", 3), one("b", 3), one("c", 0), own]) == [False, False, True, False]
