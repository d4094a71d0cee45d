import numpy as np

from fer.faces import Face
from fer.prediction import Prediction
from fer.prediction.judging import Answer
from fer.prediction.snapshots import KEPT, Snapshot, add


def answer(label: int, *heights: int) -> Answer:
    faces = [
        Face((0, 0, 9, height), 1, np.full((1, 48, 48), height, np.uint8)) for height in heights
    ]
    said = [Prediction("mine", np.eye(7, dtype=np.float32)[label], 1.0)]
    return Answer("photo", None, faces, [said for _ in faces])


def test_the_latest_stands_first_and_the_oldest_go() -> None:
    strip: list[Snapshot] = []
    for number in range(KEPT + 3):
        add(strip, str(number), answer(3, 20, 50, 30))
    assert [each.key for each in strip] == [str(number) for number in range(KEPT + 2, 2, -1)]
    assert strip[0].face[0, 0] == 50
    assert strip[0].words == "happy"


def test_new_answers_take_the_place_of_old_ones_and_no_face_none() -> None:
    strip: list[Snapshot] = []
    add(strip, "a", answer(3, 20))
    add(strip, "b", answer(3, 20))
    add(strip, "a", answer(4, 20))
    add(strip, "c", answer(4))
    assert [(each.key, each.words) for each in strip] == [("b", "happy"), ("a", "sad")]
