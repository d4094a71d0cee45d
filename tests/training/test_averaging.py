import numpy as np
import pytest

from fer.training.averaging import VIEWS, averaged, views


def test_ten_different_views_the_first_as_it_is() -> None:
    images = np.random.default_rng(0).integers(0, 256, (2, 48, 48), np.uint8)
    found = list(views(images))
    assert len(found) == VIEWS == 10
    assert len({view.tobytes() for view in found}) == VIEWS
    assert all(view.shape == images.shape and view.dtype == np.uint8 for view in found)
    np.testing.assert_array_equal(found[0], images)
    np.testing.assert_array_equal(found[1], images[:, :, ::-1])
    np.testing.assert_array_equal(found[2][:, :-3], images[:, 3:])
    np.testing.assert_array_equal(found[2][:, -1], images[:, -1])


def test_probabilities_are_averaged() -> None:
    answers = iter(np.eye(7)[[0, 1] * 5] * 50)
    mean = averaged(lambda images: np.tile(next(answers), (len(images), 1)), np.zeros((3, 48, 48)))
    assert mean.shape == (3, 7)
    assert mean[0, :2] == pytest.approx([0.5, 0.5])
