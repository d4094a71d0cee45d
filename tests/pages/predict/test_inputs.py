"""What can be given to the Predict page, and what it says of the rest."""

import asyncio
import io
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile

import numpy as np
import pytest
from PIL import ExifTags, Image
from starlette.formparsers import MultiPartParser
from starlette.requests import Request
from streamlit import config
from streamlit.testing.v1 import AppTest

from fer.data import synthetic
from fer.paths import REPOSITORY
from fer.schema import FER2013

from ..conftest import open_app, said, table
from .conftest import FACE, NO_FACE, PNG, encoded, shown_faces, upload


def test_without_runs_it_says_where_to_get_one(page: AppTest) -> None:
    page.run()
    assert not page.exception
    assert "No run has weights yet" in said(page.info)
    assert not page.file_uploader


def test_before_an_upload_it_says_what_will_happen(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    page.run()
    assert not page.exception
    assert "48x48 gray pixels" in said(page.markdown)
    assert "none is written to disk" in said(page.caption)
    assert not page.camera_input


def test_defaults_are_chosen_and_all_others_offered(page: AppTest, untrained_run) -> None:
    for name, family in (("mine", "cnn"), ("cnn-61k", "cnn"), ("teacher", "teacher")):
        untrained_run(name, family)
    runs = page.run().multiselect(key="predict_runs")
    assert runs.value == ["teacher", "cnn-61k"]
    assert [option.split()[0] for option in runs.options] == ["teacher", "cnn-61k", "mine"]


def test_the_example_is_judged_without_an_upload(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    page.run()
    page.button_group(key="predict_source").set_value("Example").run()
    assert not page.exception
    assert shown_faces(page) == 1
    assert said(page.text) == "astronaut.jpg"
    assert "NASA" in said(page.caption)


def test_bad_files_have_their_sentences_and_the_others_their_faces(
    page: AppTest, untrained_run
) -> None:
    untrained_run("cnn-61k")
    upload(
        page.run(),
        empty=b"",
        text=b"not a picture",
        good=PNG,
        cut=PNG[:20_000],
        huge=encoded(Image.new("1", (10_000, 5_000))),
    )
    assert not page.exception
    sentences = ("is empty", "not a picture of a known format", "damaged or cut", "megapixels")
    for error, sentence in zip(page.error, sentences, strict=True):
        assert sentence in error.value
    assert shown_faces(page) == 1


def test_every_kind_of_picture_is_judged(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    rotation = Image.Exif()
    rotation[ExifTags.Base.Orientation] = 6
    upload(
        page.run(),
        rotated=encoded(FACE.rotate(90, expand=True), "JPEG", exif=rotation),
        cmyk=encoded(FACE.convert("CMYK"), "JPEG"),
        deep=encoded(Image.fromarray(np.asarray(FACE.convert("L")).astype(np.uint16) * 257)),
        animated=encoded(FACE, "GIF", save_all=True, append_images=[NO_FACE]),
        webp=encoded(FACE, "WEBP"),
        avif=encoded(FACE, "AVIF"),
        heic=encoded(FACE, "HEIF"),
    )
    assert not page.exception
    page.selectbox(key="predict_picture").set_value(3).run()
    assert said(page.text) == "animated.jpg (frame 1 of 2)"
    page.selectbox(key="predict_picture").set_value(6).run()
    assert said(page.text) == "heic.jpg"
    assert list(table(page, "error").error.isna()) == [True] * 7


def test_with_no_run_chosen_it_asks_for_one(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    page.run()
    page.multiselect(key="predict_runs").set_value([])
    upload(page, astronaut=PNG)
    assert not page.exception
    assert "Choose at least one run" in said(page.info)


def test_a_picture_of_any_size_that_is_taken_stays_in_memory(
    page: AppTest, untrained_run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MultiPartParser, "spool_max_size", MultiPartParser.spool_max_size)
    rolled: list[int] = []
    monkeypatch.setattr(
        SpooledTemporaryFile, "rollover", lambda file: rolled.append(file.tell()), raising=True
    )
    untrained_run("cnn-61k")
    page.run()
    limit = page.file_uploader[0].proto.max_upload_size_mb << 20
    assert received(limit) == limit
    assert rolled == []
    received(limit + (2 << 20))
    assert rolled, "nothing larger goes to the disk, so the check above says nothing"


def received(size: int) -> int:
    """Bytes of a file of this size that the server's parser of uploads has taken in."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="p.jpg"\r\n\r\n'
    chunks = [head, *[bytes(1 << 20)] * (size >> 20), b"\r\n--x--\r\n", b""]
    messages = iter(
        {"type": "http.request", "body": chunk, "more_body": bool(chunk)} for chunk in chunks
    )

    async def receive() -> dict:
        return next(messages)

    async def parse() -> int:
        content = (b"content-type", b"multipart/form-data; boundary=x")
        request = Request({"type": "http", "method": "PUT", "headers": [content]}, receive)
        async with request.form() as form:
            return form["file"].size

    return asyncio.run(parse())


@pytest.mark.parametrize(("megabytes", "pictures", "sets"), [(None, 50, 500), (21, 20, 20)])
def test_the_servers_limit_on_uploads_is_every_pages(
    untrained_run,
    monkeypatch: pytest.MonkeyPatch,
    megabytes: int | None,
    pictures: int,
    sets: int,
) -> None:
    monkeypatch.setattr(synthetic, "PER_CLASS", (2, 1, 1))
    toml = tomllib.loads((REPOSITORY / ".streamlit" / "config.toml").read_text())
    untrained_run("cnn-61k")
    with server_limit(megabytes or toml["server"]["maxUploadSize"]):
        page = open_app("pages/3_Predict.py").run()
        assert page.file_uploader[0].proto.max_upload_size_mb == pictures
        assert f"{pictures} MB at most" in page.file_uploader[0].label
        page = open_app("pages/4_Data.py").run()
        page.button_group(key="import_way").set_value("Upload").run()
        assert page.file_uploader(key="import_file").proto.max_upload_size_mb == sets
        assert f"{sets} MB at most" in page.file_uploader(key="import_file").label


@contextmanager
def server_limit(megabytes: int) -> Iterator[None]:
    """The server with another `server.maxUploadSize`."""
    before = config.get_option("server.maxUploadSize")
    config.set_option("server.maxUploadSize", megabytes)
    yield
    config.set_option("server.maxUploadSize", before)


def test_a_zip_is_a_table_and_one_picture_at_a_time(page: AppTest, untrained_run) -> None:
    untrained_run("cnn-61k")
    album = io.BytesIO()
    with zipfile.ZipFile(album, "w") as archive:
        for place in range(6):
            archive.writestr(f"{place}.png", PNG)
        archive.writestr("notes.txt", b"not a picture")
    upload(page.run(), album=album.getvalue())
    assert not page.exception
    rows = table(page, "error")
    assert len(rows) == 7
    assert list(rows.error.notna()) == [False] * 6 + [True]
    assert set(FER2013.classes) < set(rows.columns)
    assert shown_faces(page) == 1
    page.selectbox(key="predict_picture").set_value(6).run()
    assert "not a picture" in said(page.error)
