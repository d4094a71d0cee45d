import io

import numpy as np
import pytest
from PIL import Image
from skimage import data

from fer.errors import FerError
from fer.faces import Face, find_faces
from fer.prediction.albums import Source
from fer.prediction.answers import Prediction
from fer.prediction.judging import COLUMNS, Answer, judge, judge_again, rows, share_column
from fer.schema import FER2013


def refuse() -> np.ndarray:
    raise FerError("Not this one.")


def test_a_picture_is_judged_and_drawn(untrained_run) -> None:
    runs = [untrained_run("a"), untrained_run("b")]
    answer = judge(Source("me", data.astronaut), runs)
    assert answer.error is None
    assert [each.run for each in answer.predictions[0]] == ["a", "b"]
    drawn = Image.open(io.BytesIO(answer.annotated))
    assert (drawn.format, drawn.size) == ("JPEG", (512, 512))
    (face,) = find_faces(data.astronaut())
    assert answer.to_json()["faces"][0]["box"] == list(face.box)


def test_settings_reach_the_search(untrained_run) -> None:
    run = untrained_run()
    assert "No face" in judge(Source("me", data.astronaut), [run], threshold=0.99).error
    assert "No face" in judge(Source("me", data.astronaut), [run], smallest=300).error


def test_the_table_has_a_row_for_each_face_and_run_and_for_each_error(untrained_run) -> None:
    runs = [untrained_run("a"), untrained_run("b")]
    bad = judge(Source("bad", refuse), runs)
    assert bad.error == "Not this one."
    table = rows([judge(Source("me", data.astronaut), runs), bad])
    assert [(row["image"], row.get("run")) for row in table] == [
        ("me", "a"),
        ("me", "b"),
        ("bad", None),
    ]
    assert table[2]["error"] == "Not this one."
    for row in table[:2]:
        assert abs(sum(row[label] for label in FER2013.classes) - 1) < 1e-5
        assert row[row["label"]] == row["confidence"]


def test_a_class_that_is_called_as_a_column_is_takes_no_columns_place() -> None:
    classes = ("face", "milliseconds", "happy", "class face")
    said = Prediction("mine", np.full(4, 1 / 4), 2.5, classes=classes)
    face = Face((0, 0, 10, 10), 1.0, np.zeros((1, 48, 48), np.uint8))
    (row,) = rows([Answer("me", faces=[face], predictions=[[said]])])
    assert (row["face"], row["milliseconds"]) == (1, 2.5)
    named = ["class face", "class milliseconds", "happy", "class class face"]
    assert list(map(share_column, classes)) == named
    assert [row[name] for name in named] == pytest.approx([1 / 4] * 4)
    assert set(row) == {*COLUMNS, *named}


def test_a_face_keeps_its_number_when_others_go_and_come(untrained_run) -> None:
    run, pair = untrained_run(), np.hstack([data.astronaut()[:, :400]] * 2)
    source = Source("two", lambda: pair)
    found = judge(source, [run]).faces
    assert [face.number for face in found] == [1, 2]
    answer = judge_again(source, found, {2}, [(20, 20, 80, 80)], [run])
    assert [row["face"] for row in rows([answer])] == [2, 3]
    assert [face["number"] for face in answer.to_json()["faces"]] == [2, 3]
