import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from fer import data
from fer.data import store
from fer.data.samples import Samples
from fer.schema import FER2013

from ..data.archives import parted, to_zip, tree, write
from .conftest import open_app, said, table

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
            with archive.open(
                f"{part}/{FER2013.classes[label]}/{PARTS[usage]}_{index}.png", "w"
            ) as member:
                Image.fromarray(image).save(member, "PNG")
    return file.getvalue()


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, samples: Samples) -> AppTest:
    """The page; the built-in set is small, as drawing the real one takes seconds."""
    monkeypatch.setattr("fer.data.synthetic.draw", lambda: samples)
    return open_app("pages/4_Data.py")


def import_by_path(page: AppTest, path: Path, name: str = "") -> AppTest:
    page.text_input(key="import_path").set_value(str(path))
    page.text_input(key="import_name").set_value(name).run()
    return page.button(key="import_start").click().run()


def test_alone_the_synthetic_set_is_shown_and_labelled(page: AppTest) -> None:
    page.run()
    assert not page.exception
    assert page.button_group(key="data").options == ["synthetic: drawn by code"]
    assert "drawn by code" in said(page.info)
    assert page.expander(key="import").proto.expanded
    assert page.button(key="import_start").disabled


def test_the_real_set_comes_first(page: AppTest, samples: Samples) -> None:
    store.save("faces", samples)
    store.save("fer2013", samples)
    page.run()
    choice = page.button_group(key="data")
    assert choice.options == ["fer2013", "faces", "synthetic: drawn by code"]
    assert choice.value == "fer2013"
    assert not page.info
    assert not page.expander(key="import").proto.expanded


def test_counts_duplicates_and_blanks_are_shown(page: AppTest, samples: Samples) -> None:
    samples.images[0] = samples.images[2]  # a training and a public image of the class angry
    samples.images[5] = 128
    store.save("faces", samples)
    page.run()
    assert not page.exception
    assert table(page, "class").set_index("class").loc["total"].to_dict() == {
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
        "Look alike": "1",
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
    assert said(page.success) == "Imported 28 images as faces."
    assert data.names() == ["faces", "synthetic"]
    assert page.button_group(key="data").value == "faces"


def test_a_set_is_imported_by_upload_under_a_name(page: AppTest, archive: bytes) -> None:
    page.run().button_group(key="import_way").set_value("Upload").run()
    page.file_uploader(key="import_file").upload("faces.zip", archive, "application/zip")
    page.text_input(key="import_name").set_value("mine").run()
    page.button(key="import_start").click().run()
    assert not page.exception
    assert said(page.success) == "Imported 28 images as mine."
    assert page.button_group(key="data").value == "mine"


def test_a_set_of_the_same_name_is_replaced_when_that_is_said(
    page: AppTest, archive: bytes, samples: Samples, tmp_path: Path
) -> None:
    before = store.save("faces", Samples(samples.images[1:], samples.labels[1:], samples.usage[1:]))
    path = write(tmp_path, "faces.zip", archive)
    import_by_path(page.run(), path)
    assert "There is a data set 'faces' (7 classes, 27 images) already" in said(page.error)
    assert data.load("faces").fingerprint == before.fingerprint
    page.checkbox(key="import_replace").check().run()
    page.button(key="import_start").click().run()
    assert said(page.success) == "Imported 28 images as faces."
    assert not page.run().checkbox(key="import_replace").value


def test_a_bad_source_has_its_sentence_and_leaves_the_old_set(
    page: AppTest, samples: Samples, tmp_path: Path
) -> None:
    before = store.save("faces", samples).fingerprint
    path = tmp_path / "faces.zip"
    import_by_path(page.run(), path)
    assert "There is no file or folder" in said(page.error)
    for content, sentence in (
        (b"", "is empty"),
        (b"text", "is not a zip"),
        (b"PK\x03\x04", "damaged or incomplete"),
    ):
        path.write_bytes(content)
        page.button(key="import_start").click().run()
        assert not page.exception
        assert sentence in said(page.error)
        assert data.load("faces").fingerprint == before


def test_a_bad_name_has_its_sentence(page: AppTest, archive: bytes, tmp_path: Path) -> None:
    path = tmp_path / "faces.zip"
    path.write_bytes(archive)
    page.run()
    for name, sentence in (
        ("synthetic", "choose another"),
        ("../faces", "cannot name a data set"),
    ):
        import_by_path(page, path, name)
        assert not page.exception
        assert sentence in said(page.error)
    assert data.names() == ["synthetic"]


def test_a_damaged_set_is_said_and_another_can_be_chosen(page: AppTest, samples: Samples) -> None:
    store.save("faces", samples)
    (store.paths.data() / "faces" / "images.npy").write_bytes(b"damaged")
    page.run()
    assert not page.exception
    assert "is damaged" in said(page.error)
    page.button_group(key="data").set_value("synthetic").run()
    assert not page.error


def test_a_closer_look_at_every_flaw(page: AppTest, finished_run) -> None:
    finished_run("tiny")
    page.run()
    page.button_group(key="data").set_value("squares").run()
    for look, sentence in (
        ("Twins that contradict", "No two identical images have different labels"),
        ("Blank images", "The set has **0 images** of one gray"),
        ("Wrong for every run", "**tiny**, the only run, is wrong on"),
    ):
        page.button_group(key="look").set_value(look).run()
        assert not page.exception, look
        assert sentence in said(page.markdown)
    assert list(table(page, "difference").index) == ["tiny"]
    assert "come those where it is surest" in said(page.markdown)
    assert "the run says" in said(page.caption)
    finished_run("other", seed=1)
    page.run()
    assert "All **2** runs are wrong on" in said(page.markdown)
    assert "come those where they agree" in said(page.markdown)
    assert "of the runs say" in said(page.caption)


def test_one_of_a_kind_is_told_as_one(page: AppTest, samples: Samples) -> None:
    samples.images[8] = samples.images[0]  # of another class
    samples.images[5] = 128
    store.save("faces", samples)
    page.run()
    for look, sentence in (
        ("Twins that contradict", "In **1 group** pixel-identical images do not agree"),
        ("Blank images", "The set has **1 image** of one gray, and **0 images** with"),
    ):
        page.button_group(key="look").set_value(look).run()
        assert sentence in said(page.markdown)


def test_without_runs_nothing_is_wrong_for_every_one(page: AppTest) -> None:
    page.run()
    page.button_group(key="look").set_value("Wrong for every run").run()
    assert "No finished run" in said(page.info)


def test_number_folders_are_shown_and_named_in_a_form(page: AppTest, tmp_path: Path) -> None:
    folders = [f"{part}/{number}" for part in ("train", "test") for number in range(1, 8)]
    path = write(tmp_path, "raf.zip", to_zip(tree(folders)))
    import_by_path(page.run(), path)
    assert not page.exception
    assert "Numbers mean something else in every data set" in said(page.info)
    assert data.names() == ["synthetic"]
    pictures = len(page.image)
    assert pictures >= 7
    assert page.selectbox(key="import_order").options == ["names of my own", "RAF-DB", "AffectNet"]
    page.selectbox(key="import_order").set_value("RAF-DB").run()
    assert page.text_input(key="import_class_RAF-DB_1").value == "surprise"
    page.text_input(key="import_class_RAF-DB_7").set_value("calm")
    page.button(key="import_named").click().run()
    assert not page.exception
    assert said(page.success) == "Imported 56 images as raf."
    classes = data.load("raf").schema.classes
    assert classes == ("surprise", "fear", "disgust", "happy", "sad", "angry", "calm")
    assert "1 as surprise" in said(page.caption)
    assert not [each for each in page.text_input if "import_class" in each.key]
    assert page.button_group(key="part").options == ["training", "test"]
    assert "`test` is only measured on" in said(page.markdown)


def test_how_a_source_is_read_can_be_chosen(page: AppTest, tmp_path: Path) -> None:
    files = parted(("train", "test"), ("a", "b")) | {"train/a/0.png": b"none"}
    path = write(tmp_path, "own.zip", to_zip(files))
    page.run().toggle(key="import_strict").set_value(True).run()
    import_by_path(page, path)
    assert "train/a/0.png cannot be read" in said(page.error)
    assert "without --strict" in said(page.error)
    page.text_input(key="import_labels").set_value(str(path)).run()
    page.button(key="import_start").click().run()
    assert "FER+ names its rows by their place in fer2013.csv" in said(page.error)
