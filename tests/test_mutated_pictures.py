"""Whatever a file holds, a picture or one sentence comes out of it."""

import io
import random
import zipfile

import numpy as np
import pytest
from PIL import Image
from pillow_heif import register_heif_opener
from skimage.data import astronaut

from fer.errors import FerError
from fer.faces import find_faces
from fer.prediction.albums import Source, from_upload

PICTURE = Image.fromarray(astronaut()).resize((40, 36))


def originals() -> list[bytes]:
    gray = PICTURE.convert("L")
    kinds = [
        *((PICTURE, kind, {}) for kind in ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")),
        *((PICTURE, kind, {}) for kind in ("AVIF", "HEIF")),
        (PICTURE, "JPEG", {"progressive": True}),
        (PICTURE.convert("CMYK"), "JPEG", {}),
        (PICTURE.convert("P"), "PNG", {}),
        (PICTURE.convert("RGBA"), "PNG", {}),
        (Image.fromarray(np.asarray(gray).astype(np.uint16) * 257), "PNG", {}),
        (gray, "TIFF", {"compression": "tiff_lzw"}),
        (PICTURE, "GIF", {"save_all": True, "append_images": [gray.convert("RGB")]}),
    ]
    register_heif_opener()
    files = []
    for image, kind, options in kinds:
        file = io.BytesIO()
        image.save(file, kind, **options)
        files.append(file.getvalue())
    return files


def mutated(content: bytes, chance: random.Random) -> bytes:
    """One to a few wounds: bytes changed, cut out, doubled, or the end lost."""
    wounded = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(wounded))
        # The first bytes decide most.
        place = place if chance.random() < 0.5 else place % 64
        match chance.randrange(5):
            case 0 | 1:
                wounded[place] = chance.randrange(256)
            case 2:
                wounded[place : place + 4] = chance.choice(
                    (b"\xff" * 4, b"\0" * 4, b"\x7f\xff\0\1")
                )
            case 3:
                del wounded[place : place + chance.randint(1, 40)]
            case 4:
                wounded[place:place] = wounded[place : place + chance.randint(1, 40)]
        if len(wounded) < 2:
            break
    return bytes(wounded[: chance.randint(1, len(wounded))] if chance.random() < 0.1 else wounded)


def outcome(source: Source) -> np.ndarray | str:
    """The picture, or the sentence with which it is refused."""
    try:
        return source.read()
    except FerError as error:
        return str(error)


@pytest.mark.parametrize("count", [200, pytest.param(2000, marks=pytest.mark.long)])
def test_mutated_files_raise_nothing_but_a_sentence(count: int) -> None:
    chance, read = random.Random(0), 0
    files = originals()
    for number in range(count):
        content = mutated(files[number % len(files)], chance)
        for source in from_upload("picture.jpg", content):
            picture = outcome(source)
            if isinstance(picture, str):
                assert picture.endswith(".")
                assert "\n" not in picture
                continue
            assert picture.dtype == np.uint8
            assert picture.ndim == 3
            read += 1
            if number % 50 == 0 and max(picture.shape) < 500:
                find_faces(picture)
    assert 0.1 < read / count < 0.95


@pytest.mark.parametrize("zips", [8, pytest.param(160, marks=pytest.mark.long)])
def test_a_mutated_zip_is_a_sentence_too(zips: int) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number, content in enumerate(originals()):
            archive.writestr(f"{number}.png", content)
    chance = random.Random(0)
    for _ in range(zips):
        for source in from_upload("album.zip", b"PK" + mutated(file.getvalue(), chance)[2:]):
            picture = outcome(source)
            assert not isinstance(picture, str) or picture.endswith(".")
