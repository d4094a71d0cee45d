import numpy as np

from fer.engines.tensorflow.network import build
from fer.models import scaled


def test_brightness_and_contrast_do_not_matter() -> None:
    model = build(scaled("cnn", 0.05).layers)
    images = np.random.default_rng(0).uniform(50, 100, (4, 48, 48, 1)).astype(np.float32)
    np.testing.assert_allclose(model(images), model(2 * images - 40), atol=1e-4)


def test_a_blank_image_gives_finite_logits() -> None:
    model = build(scaled("mobilenet", 0.05).layers)
    assert np.isfinite(model(np.full((1, 48, 48, 1), 128, np.float32))).all()


def test_variables_have_the_same_paths_in_every_model() -> None:
    layers = scaled("mobilenet", 0.05).layers
    first, second = build(layers), build(layers)
    assert [v.path for v in first.weights] == [v.path for v in second.weights]
    assert len({v.path for v in first.weights}) == len(first.weights)
