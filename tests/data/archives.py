"""Small archives of the kinds in which people find labelled faces."""

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

Files = dict[str, bytes]

SEVEN = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
CLASSES = ("asleep", "attentive", "bored")
NOUNS = ("anger", "disgusted", "fearful", "happiness", "sadness", "surprised", "Neutral")


def picture(
    seed: int, size: tuple[int, int] = (48, 48), mode: str = "L", kind: str = "PNG"
) -> bytes:
    """An image of noise that changes slowly, so that no two look alike."""
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 256, (6, 6), np.uint8)
    image = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image).astype(np.uint16) * 257)
    elif mode == "RGBA":
        image = image.convert("RGBA")
        image.putalpha(128)
    else:
        image = image.convert(mode)
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def tree(
    folders: Mapping[str, int] | Sequence[str], each: int = 4, suffix: str = ".png", **how: object
) -> Files:
    """Images in folders: as many in each, or as many as is said."""
    counts = folders if isinstance(folders, Mapping) else dict.fromkeys(folders, each)
    files: Files = {}
    for folder, count in counts.items():
        for number in range(count):
            files[f"{folder}/{number}{suffix}"] = picture(len(files), **how)
    return files


def parted(parts: Sequence[str], classes: Sequence[str], each: int = 4, root: str = "") -> Files:
    """Images in `part/class` folders."""
    return tree([f"{root}{part}/{name}" for part in parts for name in classes], each)


def kaggle(classes: Sequence[str] = SEVEN) -> Files:
    """FER2013 as Kaggle's msambare has it: the file's name tells the test part."""
    files = {}
    for name in classes:
        for number, (folder, part) in enumerate(
            [("train", "Training")] * 3 + [("test", "PublicTest"), ("test", "PrivateTest")]
        ):
            files[f"{folder}/{name}/{part}_{number}.png"] = picture(len(files))
    return files


def table(
    labels: Sequence[object],
    *,
    header: str | None = "emotion,pixels,Usage",
    parts: Sequence[str] = ("Training", "Training", "Training", "PublicTest", "PrivateTest"),
    side: int = 48,
    between: str = ",",
) -> bytes:
    """A table with the columns that a header names; any other than pixels and part is the label."""
    names = (header or "emotion,pixels,Usage").lower().replace(";", ",").split(",")
    lines = [header] if header else []
    for place, label in enumerate(label for label in labels for _ in parts):
        pixels = np.random.default_rng(place).integers(0, 256, side**2)
        part = parts[place % len(parts)]
        cells = {"pixels": " ".join(map(str, pixels)), "usage": part, "split": part}
        lines.append(between.join(cells.get(name.strip(), str(label)) for name in names))
    return "\n".join(lines).encode() + b"\n"


def to_zip(files: Files) -> bytes:
    """A zip."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def to_tar(files: Files, mode: str = "") -> bytes:
    """A tar, packed by `gz`, `bz2`, `xz` or nothing."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=f"w:{mode}") as archive:
        for name, content in files.items():
            about = tarfile.TarInfo(f"./{name}")
            about.size = len(content)
            archive.addfile(about, io.BytesIO(content))
    return file.getvalue()


def to_gzip(content: bytes) -> bytes:
    """A single file packed by gzip."""
    return gzip.compress(content)


def with_method(content: bytes, method: int, flags: int = 0) -> bytes:
    """A zip whose members claim a compression method, and flags such as encryption."""
    changed = bytearray(content)
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = changed.find(signature)
        while start >= 0:
            changed[start + at] |= flags
            if method:
                changed[start + at + 2] = method
            start = changed.find(signature, start + 4)
    return bytes(changed)


def write(place: Path, name: str, content: bytes | Files) -> Path:
    """An archive on disk, or a folder."""
    path = place / name
    if isinstance(content, bytes):
        path.write_bytes(content)
        return path
    for inside, each in content.items():
        file = path / inside
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(each)
    return path


def json_file() -> bytes:
    """Something that goes with data sets and is none."""
    return json.dumps({"licence": "research"}).encode()


def three_classes(folder: Path, name: str) -> Path:
    """An archive of three classes in folders by number, in the order of `CLASSES`: 40 training and
    8 test images each."""
    counts = {
        f"{part}/{number}": count
        for part, count in (("train", 40), ("test", 8))
        for number in range(len(CLASSES))
    }
    return write(folder, name, to_zip(tree(counts)))
