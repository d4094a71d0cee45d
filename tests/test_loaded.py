import numpy as np
import pytest

import fer
from fer.errors import FerError
from fer.schema import FER2013

FACES = np.random.default_rng(0).integers(0, 256, (5, 48, 48), np.uint8)


def test_a_run_is_loaded_and_asked(untrained_run) -> None:
    untrained_run("mine")
    model = fer.load("mine")
    assert repr(model) == "fer.load('mine')"
    assert model.labels == FER2013.classes
    said = model.predict(FACES)
    assert said.shape == (5, 7)
    assert said.dtype == np.float32
    np.testing.assert_allclose(said.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(model.predict(FACES[0]), said[0])
    np.testing.assert_array_equal(model.predict(FACES[..., None].astype(float)), said)
    assert model.predict(FACES[:0]).shape == (0, 7)


def test_its_keras_model_says_the_same_and_has_only_layers_of_keras(untrained_run) -> None:
    untrained_run("mine")
    model = fer.load("mine")
    keras_model = model.keras()
    assert keras_model.count_params() == model.parameters
    logits = keras_model(FACES[..., None].astype(np.float32), training=False).numpy()
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(shares, model.predict(FACES), atol=1e-4)
    assert all(type(layer).__module__.startswith("keras.") for layer in keras_model.layers)


@pytest.mark.parametrize(
    ("faces", "complaint"),
    [
        (np.zeros((48, 47)), r"\(48, 47\)"),
        (np.zeros((2, 48, 48, 3)), r"\(2, 48, 48, 3\)"),
        (FACES / 255, "multiply"),
        (FACES - 1.0 * 300, "from 0 to 255"),
        (np.full((48, 48), np.nan), "from 0 to 255: some of these are NaN"),
        ([[1, 2], [3]], "all of 48x48 pixels"),
        (np.full((48, 48), "a"), "as numbers"),
    ],
)
def test_what_is_no_face_is_refused(untrained_run, faces: np.ndarray, complaint: str) -> None:
    untrained_run("mine")
    with pytest.raises(FerError, match=complaint):
        fer.load("mine").predict(faces)


@pytest.mark.parametrize("name", [None, 3])
def test_a_name_that_is_no_text_is_a_sentence(name: object) -> None:
    with pytest.raises(FerError, match="name of a run as a text"):
        fer.load(name)


def test_no_such_run_is_a_sentence() -> None:
    with pytest.raises(FerError, match="no run"):
        fer.load("nothing")
