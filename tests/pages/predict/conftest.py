"""The Predict page, and pictures for it."""

import hashlib
import io
import json

import numpy as np
import pytest
from PIL import Image
from pillow_heif import register_heif_opener
from skimage.data import astronaut
from streamlit.testing.v1 import AppTest

from fer.faces import Detector, search

from ..conftest import open_app

FACE = Image.fromarray(astronaut())


NO_FACE = Image.fromarray(np.full((300, 400, 3), 128, np.uint8))


@pytest.fixture(scope="session")
def found() -> dict[tuple[bytes, float], list]:
    """What the search for faces found in each picture."""
    return {}


@pytest.fixture
def page(found: dict[tuple[bytes, float], list], monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page; a picture that many tests show is searched once, as that takes most of the time."""
    detections = search.detections

    def remembered(picture: np.ndarray, threshold: float, detector: Detector) -> list:
        content = repr(picture.shape).encode() + picture.tobytes()
        key = hashlib.sha256(content).digest(), threshold
        if key not in found:
            found[key] = list(detections(picture, threshold, detector))
        return found[key]

    monkeypatch.setattr(search, "detections", remembered)
    return open_app("pages/3_Predict.py")


def encoded(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    register_heif_opener()
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


PNG = encoded(FACE)


def upload(page: AppTest, **files: bytes) -> AppTest:
    (uploader,) = page.file_uploader
    uploader.set_value([(f"{name}.jpg", content, "image/jpeg") for name, content in files.items()])
    return page.run()


def tables(page: AppTest) -> list[dict]:
    """The tables of faces by runs, as the browser is given them."""
    data = [json.loads(each.proto.json) for each in page.get("bidi_component")]
    return [each for each in data if "faces" in each]


def shown_faces(page: AppTest) -> int:
    return sum(len(each["faces"]) for each in tables(page))


def chips(page: AppTest):
    """The widget that has the uploaded pictures."""
    (found,) = [each for each in page.multiselect if each.key == "predict_chosen"]
    return found
