import numpy as np
import pytest
from PIL import Image
from skimage import data

from fer.faces import cut, square
from fer.faces.crop import crops


def test_the_crop_is_a_square_of_the_boxs_height_padded_with_the_edge():
    gray = np.arange(100, dtype=np.uint8)[None, :].repeat(100, axis=0)
    np.testing.assert_array_equal(
        cut(gray, square((40, 20, 20, 48), margin=1))[0], np.arange(26, 74)
    )
    outside = cut(gray, square((0, 40, 8, 48), margin=1))
    np.testing.assert_array_equal(outside[47], np.arange(-20, 28).clip(0))
    checks = np.indices((96, 96)).sum(0).astype(np.uint8) % 2 * 255
    assert cut(checks, square((0, 0, 96, 96), margin=1))[4:-4, 4:-4].std() < 8


@pytest.mark.parametrize("angle", [-40, 20])
def test_a_turned_square_is_set_level(angle):
    picture = Image.fromarray(data.astronaut()).convert("L")
    level = cut(np.asarray(picture), square((156, 156, 200, 200)))
    turned = np.asarray(picture.rotate(-angle, Image.Resampling.BICUBIC))
    again = cut(turned, square((156, 156, 200, 200), angle))
    assert np.abs(level.astype(int) - again).mean() < 4


def test_colour_and_size_are_kept():
    assert cut(data.astronaut(), square((0, 0, 50, 50), 10.0), 96).shape == (96, 96, 3)


def test_a_face_is_cut_out_at_every_margin_and_mirrored_at_the_last():
    gray, box = np.asarray(Image.fromarray(data.astronaut()).convert("L")), (180, 60, 90, 120)
    tight, wide = crops(gray, box, 5.0, [0.8, 1.0])
    np.testing.assert_array_equal(tight, cut(gray, square(box, 5.0, 0.8)))
    np.testing.assert_array_equal(wide, cut(gray, square(box, 5.0, 1.0))[:, ::-1])
    (alone,) = crops(gray, box, margins=[1.0])
    np.testing.assert_array_equal(alone, cut(gray, square(box, margin=1.0)))


@pytest.mark.parametrize("tilt", [0.0, 20.0])
def test_of_a_very_large_face_only_some_pixels_are_read(tilt):
    small = np.asarray(Image.fromarray(data.astronaut()).convert("L"))
    large = small.repeat(12, axis=0).repeat(12, axis=1)
    box = (120, 30, 200, 240)
    seen = cut(large, square(tuple(12 * each for each in box), tilt))
    assert np.abs(seen.astype(int) - cut(small, square(box, tilt))).mean() < 4
