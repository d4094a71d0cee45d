import numpy as np
from PIL import Image
from skimage.data import astronaut

from fer.benchmark.live import sway
from fer.faces import Follower, default_detector
from fer.faces.following import MOST, PATCH, TURNS, WHOLE_EVERY, WHOLE_SIDE

WALL = np.full((480, 640, 3), 128, np.uint8)


class Counting:
    """The detector, and how large the pictures were that it searched."""

    def __init__(self) -> None:
        self.sides: list[int] = []

    def detect(self, picture: np.ndarray) -> list:
        self.sides.append(max(picture.shape))
        return default_detector().detect(picture)


def test_a_face_is_found_in_every_frame_and_mostly_near_its_last_place() -> None:
    detector = Counting()
    follower = Follower(detector=detector)
    for frame in sway(2 * WHOLE_EVERY):
        (face,) = follower.find(frame)
        assert face.number == 1
        assert face.crops.shape[1:] == (48, 48)
    wholes = [side for side in detector.sides if side > PATCH]
    assert len(wholes) == 2
    assert max(wholes) < 1.1 * WHOLE_SIDE


def test_a_face_that_goes_is_forgotten_and_found_again() -> None:
    follower = Follower()
    frame = next(sway())
    assert len(follower.find(frame)) == 1
    assert follower.find(WALL) == []
    # While none is seen the frames' turns alternate.
    assert any(follower.find(frame) for _ in TURNS)


def test_a_head_is_followed_while_it_leans() -> None:
    follower = Follower()
    head = Image.fromarray(astronaut())
    for degrees in range(0, 45, 6):
        (face,) = follower.find(np.asarray(head.rotate(-degrees, Image.Resampling.BICUBIC)))
    assert 25 < face.tilt < 60


def test_faces_keep_their_numbers_when_another_goes() -> None:
    head = astronaut()[0:300, 80:380]
    follower = Follower()
    both = np.hstack([head, head])
    left, right = sorted(follower.find(both), key=lambda face: face.box[0])
    assert {left.number, right.number} == {1, 2}
    alone = np.hstack([np.full_like(head, 128), head])
    (stays,) = follower.find(alone)
    assert stays.number == right.number
    follower.find(alone)
    for _ in range(WHOLE_EVERY):
        again = follower.find(both)
    assert {face.number for face in again} == {1, 2}


def test_no_more_than_the_largest_are_followed() -> None:
    head = Image.fromarray(astronaut()[0:300, 80:380])
    crowd = Image.new("RGB", (640, 480), (120, 140, 110))
    for place in range(MOST + 2):
        crowd.paste(head.resize((200, 200)), (210 * (place % 3), 240 * (place // 3)))
    assert len(Follower().find(np.asarray(crowd))) == MOST
