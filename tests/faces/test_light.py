import numpy as np
from skimage import data

from fer.faces.light import lit


def test_only_a_dark_picture_is_brightened():
    bright = data.astronaut()[:100, :200]
    assert lit(bright, blur=1.0) is bright
    dark = (bright // 4).astype(np.uint8)
    for picture in (dark, dark[..., 0]):
        result = lit(picture, blur=0.5)
        assert result.shape == picture.shape
        assert result.dtype == np.uint8
        assert np.median(result) > 2 * np.median(picture)


def test_a_black_picture_stays_black():
    np.testing.assert_array_equal(lit(np.zeros((9, 9), np.uint8), blur=1.0), 0)
