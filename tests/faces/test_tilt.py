import numpy as np
import pytest
from PIL import Image
from skimage import data

from fer.faces import cut, square
from fer.faces.tilt import round_off, tilts

HEAD = square((177, 61, 88, 112))


@pytest.mark.parametrize("angle", [-40, -20, 0, 20, 40])
def test_the_astronauts_tilt_is_read_off_her_face(angle: int) -> None:
    picture = Image.fromarray(data.astronaut()).convert("L")
    centre = (HEAD.x, HEAD.y)
    turned = picture.rotate(-angle, Image.Resampling.BICUBIC, center=centre)
    assert tilts([cut(np.asarray(turned), HEAD)])[0] == pytest.approx(angle, abs=10)


def test_corners_say_nothing() -> None:
    crops = np.random.default_rng(0).integers(0, 256, (2, 48, 48), np.uint8)
    other = crops.copy()
    other[:, :6, :6] = 255
    np.testing.assert_array_equal(round_off(crops), round_off(other))
    assert tilts([]).shape == (0,)
