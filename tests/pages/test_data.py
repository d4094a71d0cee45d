import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from fer import LABELS, data
from fer.data import store
from fer.data.samples import Samples

from .conftest import open_app

PARTS = ("Training", "PublicTest", "PrivateTest")


@pytest.fixture
def samples() -> Samples:
    """Two training, one public and one private image of each class."""
    labels = np.repeat(np.arange(7, dtype=np.uint8), 4)
    usage = np.tile(np.array([0, 0, 1, 2], np.uint8), 7)
    images = np.random.default_rng(0).integers(0, 256, (28, 48, 48), np.uint8)
    return Samples(images, labels, usage)


@pytest.fixture
def archive(samples: Samples) -> bytes:
    """The samples as a zip of class folders."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        rows = zip(samples.images, samples.labels, samples.usage, strict=True)
        for index, (image, label, usage) in enumerate(rows):
            part = "test" if usage else "train"
            with archive.open(f"{part}/{LABELS[label]}/{PARTS[usage]}_{index}.png", "w") as member:
                Image.fromarray(image).save(member, "PNG")
    return file.getvalue()


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, samples: Samples) -> AppTest:
    """The page; the built-in set is small, as drawing the real one takes seconds."""
    monkeypatch.setattr("fer.data.synthetic.draw", lambda: samples)
    return open_app("pages/4_Data.py")


def import_by_path(page: AppTest, path: Path, name: str = "") -> AppTest:
    page.text_input[0].set_value(str(path))
    page.text_input[1].set_value(name).run()
    return page.button[0].click().run()


def test_alone_the_synthetic_set_is_shown_and_labelled(page: AppTest) -> None:
    page.run()
    assert not page.exception
    assert page.button_group(key="data").options == ["synthetic: drawn by code"]
    assert "drawn by code" in page.info[0].value
    assert page.expander[0].proto.expanded
    assert page.button[0].disabled


def test_the_real_set_comes_first(page: AppTest, samples: Samples) -> None:
    store.save("faces", samples)
    store.save("fer2013", samples)
    page.run()
    choice = page.button_group(key="data")
    assert choice.options == ["fer2013", "faces", "synthetic: drawn by code"]
    assert choice.value == "fer2013"
    assert not page.info
    assert not page.expander[0].proto.expanded


def test_counts_duplicates_and_blanks_are_shown(page: AppTest, samples: Samples) -> None:
    samples.images[0] = samples.images[2]  # a training and a public image of the class angry
    samples.images[5] = 128
    store.save("faces", samples)
    page.run()
    assert not page.exception
    table = page.dataframe[0].value
    assert table.set_index("class").loc["total"].to_dict() == {
        "training": 14,
        "public": 7,
        "private": 7,
        "all": 28,
    }
    figures = {metric.label: metric.value for metric in page.metric}
    assert figures == {
        "Groups of twins": "1",
        "In training only": "0",
        "In training and test": "1",
        "With two labels": "0",
        "Blank images": "1",
    }


def test_faces_of_every_class_can_be_browsed(page: AppTest) -> None:
    page.run()
    first = [each.value for each in page.image]
    assert len(first) == 7
    page.button_group(key="part").set_value("private").run()
    assert not page.exception
    assert first != [each.value for each in page.image]


def test_a_set_is_imported_by_path_and_chosen(
    page: AppTest, archive: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "faces.zip"
    path.write_bytes(archive)
    import_by_path(page.run(), path)
    assert not page.exception
    assert page.success[0].value == "Imported 28 images as faces."
    assert data.names() == ["faces", "synthetic"]
    assert page.button_group(key="data").value == "faces"


def test_a_set_is_imported_by_upload_under_a_name(page: AppTest, archive: bytes) -> None:
    page.run().button_group(key="import_way").set_value("Upload").run()
    page.file_uploader[0].upload("faces.zip", archive, "application/zip")
    page.text_input[0].set_value("mine").run()
    page.button[0].click().run()
    assert not page.exception
    assert page.success[0].value == "Imported 28 images as mine."
    assert page.button_group(key="data").value == "mine"


def test_a_bad_source_has_its_sentence_and_leaves_the_old_set(
    page: AppTest, samples: Samples, tmp_path: Path
) -> None:
    before = store.save("faces", samples).fingerprint
    path = tmp_path / "faces.zip"
    for content, sentence in (
        (None, "There is no file or folder"),
        (b"", "is empty"),
        (b"text", "is not a zip"),
        (b"PK\x03\x04", "damaged or incomplete"),
    ):
        if content is not None:
            path.write_bytes(content)
        import_by_path(page.run(), path)
        assert not page.exception
        assert sentence in page.error[0].value
        assert data.load("faces").fingerprint == before


def test_a_bad_name_has_its_sentence(page: AppTest, archive: bytes, tmp_path: Path) -> None:
    path = tmp_path / "faces.zip"
    path.write_bytes(archive)
    for name in ("synthetic", "../faces"):
        import_by_path(page.run(), path, name)
        assert not page.exception
        assert len(page.error) == 1
    assert data.names() == ["synthetic"]


def test_a_damaged_set_is_said_and_another_can_be_chosen(page: AppTest, samples: Samples) -> None:
    store.save("faces", samples)
    (store.paths.data() / "faces" / "images.npy").write_bytes(b"damaged")
    page.run()
    assert not page.exception
    assert "is damaged" in page.error[0].value
    page.button_group(key="data").set_value("synthetic").run()
    assert not page.error


def test_a_closer_look_at_every_flaw(page: AppTest, finished_run) -> None:
    finished_run("tiny")
    page.run()
    page.button_group(key="data").set_value("squares").run()
    for look in ("Twins that contradict", "Blank images", "Wrong for every run"):
        page.button_group(key="look").set_value(look).run()
        assert not page.exception, look
    assert any("**1** runs are wrong on" in text.value for text in page.markdown)
    assert any("difference" in frame.value for frame in page.dataframe)


def test_without_runs_nothing_is_wrong_for_every_one(page: AppTest) -> None:
    page.run()
    page.button_group(key="look").set_value("Wrong for every run").run()
    assert any("No finished run" in text.value for text in page.info)
