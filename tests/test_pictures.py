import io
import random
import re
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pillow_heif import register_heif_opener

from fer.errors import FerError
from fer.pictures import frames, read_picture, to_gray

WHITE = (255, 255, 255)


def scene(width: int = 60, height: int = 40) -> np.ndarray:
    """A smooth picture whose four corners differ."""
    rows, columns = np.mgrid[0:height, 0:width]
    red, green = columns * 255 // (width - 1), rows * 255 // (height - 1)
    return np.dstack([red, green, 255 - red]).astype(np.uint8)


def encode(image: Image.Image, kind: str, **options) -> bytes:
    register_heif_opener()
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def complaint(source: bytes | Path) -> str:
    """The one sentence with which a picture is refused."""
    with pytest.raises(FerError) as raised:
        read_picture(source)
    sentence = str(raised.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def png_header(width: int, height: int) -> bytes:
    """A PNG that announces a size and holds no pixels."""
    content = b"\x89PNG\r\n\x1a\n"
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    for name, body in [(b"IHDR", header), (b"IDAT", b"")]:
        content += struct.pack(">I", len(body)) + name + body
        content += struct.pack(">I", zlib.crc32(name + body))
    return content


@pytest.mark.parametrize(
    ("kind", "options", "tolerance"),
    [
        ("PNG", {}, 0),
        ("BMP", {}, 0),
        ("TIFF", {}, 0),
        ("WEBP", {"lossless": True}, 0),
        ("JPEG", {"quality": 95}, 12),
        ("JPEG", {"quality": 95, "progressive": True}, 12),
        ("GIF", {}, 40),
        ("AVIF", {"quality": 95}, 12),
        ("HEIF", {"quality": 95}, 12),
    ],
)
def test_every_format_gives_its_pixels(kind, options, tolerance):
    picture = read_picture(encode(Image.fromarray(scene()), kind, **options))
    assert picture.dtype == np.uint8
    assert picture.flags.writeable
    np.testing.assert_allclose(picture.astype(int), scene(), atol=tolerance)


def test_content_decides_the_format_not_the_name(tmp_path):
    path = tmp_path / "picture.jpg"
    path.write_bytes(encode(Image.fromarray(scene()), "PNG"))
    np.testing.assert_array_equal(read_picture(path), scene())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF", "TIFF"])
@pytest.mark.parametrize(
    ("orientation", "turn"),
    [
        (1, lambda upright: upright),
        (2, np.fliplr),
        (3, lambda upright: np.rot90(upright, 2)),
        (4, np.flipud),
        (5, lambda upright: upright.swapaxes(0, 1)),
        (6, lambda upright: np.rot90(upright, 1)),
        (7, lambda upright: np.rot90(upright, 2).swapaxes(0, 1)),
        (8, lambda upright: np.rot90(upright, -1)),
    ],
)
def test_exif_rotation_is_applied(kind, orientation, turn):
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = Image.fromarray(np.ascontiguousarray(turn(scene())))
    # Bytes, as the HEIF encoder takes nothing else; it says the rotation in HEIF's own way too.
    picture = read_picture(encode(stored, kind, exif=exif.tobytes()))
    np.testing.assert_allclose(picture.astype(int), scene(), atol=40)


def test_a_blemish_in_the_metadata_does_not_matter():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "maker"
    content = encode(Image.fromarray(scene()), "JPEG", exif=exif)
    # Tag 0x010F now claims to hold rational numbers.
    position = content.index(b"\x01\x0f\x00\x02")
    blemished = content[: position + 3] + b"\x05" + content[position + 4 :]
    assert read_picture(blemished).shape == (60, 40, 3)


def test_16_bit_gray_is_scaled_not_clipped():
    values = np.array([[0, 257, 32768, 65535]], np.uint16)
    picture = read_picture(encode(Image.fromarray(values), "PNG"))
    np.testing.assert_array_equal(picture[0, :, 0], [0, 1, 128, 255])
    np.testing.assert_array_equal(picture[..., 0], picture[..., 2])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([[0.0, 0.5, 1.0]], np.float32), [0, 128, 255]),
        (np.array([[0.0, 100.0, 255.0]], np.float32), [0, 100, 255]),
        (np.array([[-1.0, 0.0, 1.0]], np.float32), [0, 128, 255]),
        (np.array([[0.0, np.nan, 1.0]], np.float32), [0, 0, 255]),
        (np.array([[0, 1, 255]], np.int32), [0, 1, 255]),
        (np.array([[0, 257, 65535]], np.int32), [0, 1, 255]),
        (np.array([[-7, -7, -7]], np.int32), [0, 0, 0]),
    ],
)
def test_numbers_without_a_scale_find_one(values, expected):
    picture = read_picture(encode(Image.fromarray(values), "TIFF"))
    np.testing.assert_array_equal(picture[0, :, 1], expected)


def test_one_bit_and_gray():
    gray = Image.fromarray(scene()[..., 0])
    np.testing.assert_array_equal(read_picture(encode(gray, "PNG"))[..., 1], scene()[..., 0])
    bits = np.array([[True, False, True]])
    picture = read_picture(encode(Image.fromarray(bits), "PNG"))
    np.testing.assert_array_equal(picture[0, :, 0], [255, 0, 255])


def test_cmyk():
    image = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    picture = read_picture(encode(image, "JPEG", quality=95))
    np.testing.assert_allclose(picture[8, 8], (255, 0, 0), atol=8)


def test_transparency_lies_on_white():
    image = Image.new("RGBA", (3, 1), (200, 0, 0, 255))
    image.putpixel((1, 0), (0, 0, 0, 0))
    image.putpixel((2, 0), (0, 0, 0, 128))
    for kind, options in [("PNG", {}), ("WEBP", {"lossless": True, "exact": True})]:
        picture = read_picture(encode(image, kind, **options))
        np.testing.assert_array_equal(picture[0], [(200, 0, 0), WHITE, (127, 127, 127)])


def test_palette_with_a_transparent_colour():
    image = Image.new("P", (2, 1))
    image.putpalette([10, 20, 30, 40, 50, 60])
    image.putpixel((1, 0), 1)
    for transparency in (0, b"\x00\xff"):
        picture = read_picture(encode(image, "PNG", transparency=transparency))
        np.testing.assert_array_equal(picture[0], [WHITE, (40, 50, 60)])


@pytest.mark.parametrize(("kind", "options"), [("GIF", {}), ("PNG", {}), ("WEBP", {"quality": 90})])
def test_animation_gives_its_first_frame(kind, options):
    first, second = Image.new("RGB", (32, 32), "red"), Image.new("RGB", (32, 32), "blue")
    content = encode(first, kind, save_all=True, append_images=[second], duration=100, **options)
    np.testing.assert_allclose(read_picture(content)[16, 16], (255, 0, 0), atol=8)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF", "HEIF", "TIFF"])
def test_frames_are_counted(kind, tmp_path):
    shades = [Image.new("RGB", (32, 32), (shade,) * 3) for shade in (0, 120, 240)]
    assert frames(encode(shades[0], kind)) == 1
    several = encode(shades[0], kind, save_all=True, append_images=shades[1:])
    assert frames(several) == 3
    assert read_picture(several)[16, 16, 0] < 8
    (tmp_path / "picture").write_bytes(several)
    assert frames(tmp_path / "picture") == 3


def test_a_file_that_is_no_picture_counts_as_one_frame(tmp_path):
    assert frames(b"no picture") == frames(b"") == frames(tmp_path / "missing") == 1


def test_a_telephones_second_version_of_a_photo_is_no_frame():
    image = Image.fromarray(scene())
    assert frames(encode(image, "MPO", save_all=True, append_images=[image])) == 1


@pytest.mark.parametrize("size", [(8200, 6100), (20_000, 20_000), (2**31 - 1, 1)])
def test_too_many_pixels_are_refused_before_decoding(size):
    assert "40 megapixels" in complaint(png_header(*size))


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7\n",
        b"no picture",
        bytes(4096),
    ],
)
def test_other_formats_are_refused(content):
    assert "save it as JPEG or PNG" in complaint(content)


def test_empty_and_missing_files(tmp_path):
    assert "empty" in complaint(b"")
    empty = tmp_path / "empty.png"
    empty.touch()
    assert "empty" in complaint(empty)
    assert "no file" in complaint(tmp_path / "missing.png")
    assert "no file" in complaint(tmp_path)
    assert "no file" in complaint(tmp_path / ("long" * 200))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF", "BMP", "GIF", "TIFF"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_a_file_cut_short_is_refused(kind, share):
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    content = encode(Image.fromarray(noise), kind)
    assert re.search("damaged|format", complaint(content[: int(len(content) * share)]))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF", "BMP", "GIF", "TIFF"])
def test_any_bytes_give_a_picture_or_a_sentence(kind):
    dice = random.Random(kind)
    exif = Image.Exif()
    exif[0x0112] = 6
    content = encode(Image.fromarray(scene()), kind, exif=exif)
    read = 0
    for _ in range(300):
        damaged = bytearray(content)
        for _ in range(dice.randint(1, 8)):
            damaged[int(dice.random() ** 2 * len(damaged))] = dice.randrange(256)
        try:
            picture = read_picture(bytes(damaged))
        except FerError:
            continue
        assert picture.dtype == np.uint8
        assert picture.ndim == 3
        read += 1
    assert 0 < read < 300


def test_gray_is_the_luma_of_bt_601():
    picture = scene()
    gray = to_gray(picture)
    assert gray.dtype == np.uint8
    np.testing.assert_allclose(gray, picture @ [0.299, 0.587, 0.114], atol=0.51)
    same = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    np.testing.assert_array_equal(to_gray(same)[0], np.arange(256))
