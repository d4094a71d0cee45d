import numpy as np
import pytest

from fer.engines.tensorflow.views import apply
from fer.runs import NO_AUGMENTATION, Augmentation
from fer.training.augmentation import DRAWS, draw


@pytest.fixture
def images() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (16, 48, 48), np.uint8)


def test_no_augmentation_leaves_the_pixels(images: np.ndarray) -> None:
    views = apply(images, draw(16, 0, 0), NO_AUGMENTATION)
    np.testing.assert_array_equal(views[..., 0], images)


def test_a_view_depends_on_seed_and_number_alone(images: np.ndarray) -> None:
    first = apply(images, draw(16, 1, 2), Augmentation())
    np.testing.assert_array_equal(first, apply(images, draw(16, 1, 2), Augmentation()))
    assert not np.array_equal(first, apply(images, draw(16, 1, 3), Augmentation()))
    assert not np.array_equal(first, apply(images, draw(16, 2, 2), Augmentation()))


def test_views_are_gray_levels(images: np.ndarray) -> None:
    views = np.asarray(apply(images, draw(16, 0, 0), Augmentation(erase=1.0)))
    assert views.shape == (16, 48, 48, 1)
    assert views.min() >= 0
    assert views.max() <= 255


def test_flip_mirrors_about_half(images: np.ndarray) -> None:
    draws = draw(16, 0, 0)
    # In the very middle, too, it is one or the other.
    draws[0, 0] = 0.5
    views = np.asarray(apply(images, draws, only(flip=True)))[..., 0]
    mirrored = draws[:, 0] < 0.5
    assert 0 < mirrored.sum() < 16
    np.testing.assert_allclose(views[mirrored], images[mirrored, :, ::-1], atol=1e-2)
    np.testing.assert_allclose(views[~mirrored], images[~mirrored], atol=1e-2)


def test_shift_moves_the_picture() -> None:
    image = np.zeros((1, 48, 48), np.uint8)
    image[0, 20:28, 20:28] = 200
    draws = np.full((1, DRAWS), 0.5, np.float32)
    draws[0, 1] = 1.0
    views = np.asarray(apply(image, draws, only(shift=0.125)))[0, :, :, 0]
    # Every output pixel reads 6 pixels further right.
    np.testing.assert_allclose(views[:, 14:22], image[0][:, 20:28], atol=1e-2)


def test_erase_replaces_part_by_the_mean(images: np.ndarray) -> None:
    views = np.asarray(apply(images, draw(16, 0, 0), only(erase=1.0)))[..., 0]
    shares = (views != images).mean(axis=(1, 2))
    assert (shares > 0.005).all()
    assert (shares < 0.25).all()


def only(**settings: float) -> Augmentation:
    return Augmentation(**{**vars(NO_AUGMENTATION), **settings})
