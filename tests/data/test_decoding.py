"""Pictures of every size and depth become 48x48 gray levels."""

import io
from pathlib import PurePosixPath

import numpy as np
import pytest
from PIL import Image

from fer.data import decoding
from fer.data.decoding import UnreadableError, pixels
from fer.data.entries import Entry
from fer.pictures import read_picture

RAMP = np.tile(np.arange(48, dtype=np.uint8) * 5, (48, 1))


def entry(image: Image.Image | bytes, kind: str = "PNG", **how: object) -> Entry:
    content = image
    if isinstance(image, Image.Image):
        file = io.BytesIO()
        image.save(file, kind, **how)
        content = file.getvalue()
    return Entry(PurePosixPath("a/x.png"), len(content), lambda: io.BytesIO(content))


def test_a_gray_face_of_the_right_size_stays_as_it_is() -> None:
    np.testing.assert_array_equal(pixels(entry(Image.fromarray(RAMP)), "crop"), RAMP)


def test_16_bits_are_scaled() -> None:
    deep = Image.fromarray(RAMP.astype(np.uint16) * 257)
    np.testing.assert_array_equal(pixels(entry(deep), "crop"), RAMP)


def test_colours_become_luma() -> None:
    red = Image.new("RGB", (48, 48), (255, 0, 0))
    assert (pixels(entry(red), "crop") == 76).all()


def test_transparency_is_laid_on_gray() -> None:
    for image in (Image.new("RGBA", (48, 48), (255, 255, 255, 0)), Image.new("LA", (48, 48))):
        assert (pixels(entry(image), "crop") == decoding.GRAY).all()
    palette = Image.fromarray(RAMP).convert("P")
    assert pixels(entry(palette, transparency=int(palette.getpixel((0, 0)))), "crop")[0, 0] == 128


def test_a_wide_picture_is_cropped_or_padded() -> None:
    wide = np.zeros((48, 144), np.uint8)
    wide[:, 48:96] = 255
    assert (pixels(entry(Image.fromarray(wide)), "crop") == 255).all()
    padded = pixels(entry(Image.fromarray(wide)), "pad")
    assert (padded[:10] == decoding.GRAY).all()
    assert padded[24, 24] == 255
    assert padded[24, 2] == 0


def test_a_camera_that_lay_on_its_side_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = pixels(entry(Image.fromarray(RAMP), "PNG", exif=exif), "crop")
    np.testing.assert_array_equal(turned, np.rot90(RAMP, -1))


@pytest.mark.parametrize(
    "content", [b"", b"no image", entry(Image.fromarray(RAMP)).open().read(70)]
)
def test_what_is_no_image_is_told(content: bytes) -> None:
    with pytest.raises(UnreadableError, match=r"a/x.png cannot be read"):
        pixels(entry(content), "crop")


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_damaged_exif_says_nothing(kind: str) -> None:
    how = {"dpi": (72, 72)} if kind == "JPEG" else {"lossless": True} if kind == "WEBP" else {}
    damaged = entry(Image.fromarray(RAMP), kind, exif=b"Exif\x00\x00no TIFF at all", **how)
    np.testing.assert_allclose(pixels(damaged, "crop"), RAMP, atol=6)
    content = damaged.open().read()
    assert read_picture(content).shape == (48, 48, 3)


def test_a_photo_that_is_too_large_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_PIXELS", 1_000_000)
    with pytest.raises(UnreadableError, match="more than 1 megapixels, scale it down"):
        pixels(entry(Image.new("L", (1001, 1000))), "crop")
