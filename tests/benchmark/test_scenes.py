from typing import get_args

import numpy as np
import pytest
from skimage import data
from skimage.transform import resize

from fer.benchmark.scenes import HEIGHT, SIDES, WIDTH, Kind, scene
from fer.faces import cut
from fer.pictures import to_gray

FACE = (255 * resize(data.astronaut()[58:178, 165:285].mean(axis=2) / 255, (48, 48))).astype("u1")


@pytest.mark.parametrize("kind", get_args(Kind))
def test_the_face_is_where_the_scene_says(kind: Kind) -> None:
    for seed in range(5):
        picture, place = scene(FACE, kind, np.random.default_rng(seed))
        assert (picture.shape, picture.dtype) == ((HEIGHT, WIDTH, 3), np.uint8)
        assert SIDES[0] <= place.side <= SIDES[1]
        again = cut(to_gray(picture), place).astype(float)
        assert np.corrcoef(again.ravel(), FACE.ravel().astype(float))[0, 1] > 0.9


def test_the_same_seed_draws_the_same_scene() -> None:
    first, second = (scene(FACE, "dark", np.random.default_rng(3)).picture for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert first.mean() < scene(FACE, "upright", np.random.default_rng(3)).picture.mean() / 2
