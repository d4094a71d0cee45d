import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fer.errors import FerError
from fer.prediction.albums import MAX_PICTURES, Source, from_paths, from_upload


def png(shade: int = 90) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 6), (shade,) * 3).save(file, "PNG")
    return file.getvalue()


def zipped(**contents: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return file.getvalue()


def complaint(source: Source) -> str:
    with pytest.raises(FerError) as raised:
        source.read()
    return str(raised.value)


def test_files_folders_and_zips_give_their_pictures_in_order(tmp_path: Path) -> None:
    (tmp_path / "folder" / "deep").mkdir(parents=True)
    for name in ("folder/b.png", "folder/deep/a.png", "folder/.hidden", "one.png"):
        (tmp_path / name).write_bytes(png())
    (tmp_path / "album").write_bytes(zipped(**{"x.png": png(), "__MACOSX/x.png": b"", "y": png()}))
    paths = [tmp_path / name for name in ("one.png", "folder", "album", "missing.png")]
    sources = list(from_paths(paths))
    names = [str(Path(each.name).relative_to(tmp_path)) for each in sources]
    assert names == [
        *("one.png", "folder/b.png", "folder/deep/a.png"),
        *("album/x.png", "album/y", "missing.png"),
    ]
    for source in sources[:-1]:
        assert source.read().shape == (6, 8, 3)
    assert "There is no file" in complaint(sources[-1])


def test_a_name_that_no_file_can_have_is_a_sentence(tmp_path: Path) -> None:
    (source,) = from_paths([tmp_path / ("n" * 300)])
    assert "There is no file" in complaint(source)


def test_an_upload_is_a_picture_or_a_zip_of_some_by_its_content() -> None:
    (picture,) = from_upload("photo.zip", png(7))
    assert (picture.name, picture.read()[0, 0, 0]) == ("photo.zip", 7)
    shades = from_upload("photo.jpg", zipped(a=png(1), b=png(2)))
    assert [(each.name, each.read()[0, 0, 0]) for each in shades] == [
        ("photo.jpg/a", 1),
        ("photo.jpg/b", 2),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (zipped(), "holds no files"),
        (zipped(a=png())[:-30], "damaged zip"),
        (b"PK", "damaged zip"),
        (zipped(**{str(place): b"" for place in range(MAX_PICTURES + 1)}), "fewer at a time"),
    ],
    ids=["empty", "cut", "two letters", "too many"],
)
def test_a_bad_zip_is_one_source_with_a_sentence(content: bytes, sentence: str) -> None:
    (source,) = from_upload("album.zip", content)
    assert sentence in complaint(source)


def test_a_damaged_picture_in_a_zip_stops_no_other() -> None:
    content = bytearray(zipped(a=np.random.default_rng(0).bytes(5000), b=png()))
    content[200:300] = bytes(100)
    damaged, good = from_upload("album.zip", bytes(content))
    assert "damaged inside its zip" in complaint(damaged)
    assert good.read().shape == (6, 8, 3)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fer.prediction.albums.MAX_BYTES", 1000)
    (bomb,) = from_upload("album.zip", zipped(a=bytes(100_000)))
    assert "scale it down" in complaint(bomb)
