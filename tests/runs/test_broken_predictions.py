"""What cannot stand in `predictions.npz`."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from fer.errors import FerError
from fer.runs import Run, Status
from fer.runs.config import read_config
from fer.runs.run import PREDICTIONS, read


def half(value: float) -> np.ndarray:
    return np.full((35, 7), value, np.float16)


def damage(folder: Path, **arrays: np.ndarray | None) -> None:
    """Put other arrays, or none, into `predictions.npz`."""
    with np.load(folder / PREDICTIONS) as file:
        right = dict(file)
    changed = {name: array for name, array in (right | arrays).items() if array is not None}
    np.savez(folder / PREDICTIONS, **changed)


@pytest.mark.parametrize(
    ("name", "array", "fault"),
    [
        ("labels", np.full(35, 7, np.uint8), "private_labels must be from 0 to 6."),
        ("labels", np.zeros(35, np.int64), "private_labels must be of type uint8."),
        ("labels", np.zeros(34, np.uint8), "the arrays of private must be of one length."),
        ("labels", np.zeros((35, 1), np.uint8), "private_labels must not have the shape (35, 1)."),
        ("labels", np.array(3, np.uint8), "private_labels must not have the shape ()."),
        ("labels", np.zeros(0, np.uint8), "private_labels must not have the shape (0,)."),
        ("probabilities", half(np.nan), "private_probabilities must be numbers from 0 to 1."),
        ("probabilities", half(np.inf), "private_probabilities must be numbers"),
        ("probabilities", half(-0.5), "private_probabilities must be numbers"),
        ("probabilities", half(1.5), "private_probabilities must be numbers"),
        ("probabilities", np.zeros((35, 7)), "private_probabilities must be of type float16."),
        (
            "probabilities",
            np.zeros((35, 8), np.float16),
            "private_probabilities must not have the shape",
        ),
        ("twins", np.full(35, 2, np.uint8), "private_twins must be 0 or 1."),
        ("twins", np.zeros(34, np.uint8), "the arrays of private must be of one length."),
        ("hashes", np.array(["x"] * 35), "private_hashes must be of type uint64."),
        ("hashes", np.array([{}] * 35, object), "private_hashes must be of type uint64."),
        ("hashes", np.zeros(35, [("a", "u8")]), "private_hashes must be an array as numpy.savez"),
    ],
)
def test_arrays(folder: Path, reason, name: str, array: np.ndarray, fault: str) -> None:
    damage(folder, **{f"private_{name}": array})
    assert reason().startswith(f"{PREDICTIONS}: {fault}")
    run = Run(folder, read_config(folder), Status("finished"), None)
    with pytest.raises(FerError, match="'bad' has no predictions for private: predictions"):
        run.predictions("private")
    assert len(run.predictions("public")[1]) == 35


def test_an_array_may_lie_in_columns(folder: Path) -> None:
    before = read(folder).predictions("private")[0]
    damage(folder, private_probabilities=np.asfortranarray(before))
    assert np.array_equal(read(folder).predictions("private")[0], before)


def test_an_array_is_missing(folder: Path, reason) -> None:
    damage(folder, public_hashes=None)
    assert reason() == "predictions.npz lacks public_hashes."


def test_predictions_are_about_the_images_of_the_metrics(finished_folder, folder, reason) -> None:
    other = finished_folder("other", images=42)
    (other / PREDICTIONS).rename(folder / PREDICTIONS)
    other.rename(other.with_name(".hidden"))
    assert reason().startswith("predictions.npz is about 42 images of validation, and metrics.json")


def replace_member(folder: Path, name: str, content: bytes, method: int) -> None:
    with zipfile.ZipFile(folder / PREDICTIONS) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    with zipfile.ZipFile(folder / PREDICTIONS, "w", method) as archive:
        for each, right in members.items():
            archive.writestr(each, content if each == name else right)


def header(shape: tuple) -> bytes:
    """What stands before the labels in an array of `shape`."""
    file = io.BytesIO()
    form = {"descr": "|u1", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, form)
    return file.getvalue()


@pytest.mark.parametrize(
    ("shape", "size", "fault"),
    [
        ((10**12,), 35, "public_labels must not have the shape (1000000000000,)."),
        ((10**6,), 35, "public_labels has not the 1,000,000 bytes that its shape needs."),
        ((35,), 50_000_000, "public_labels has not the 35 bytes that its shape needs."),
    ],
)
def test_a_bomb_is_not_unpacked(folder: Path, reason, shape: tuple, size: int, fault: str) -> None:
    content = header(shape) + bytes(size)
    replace_member(folder, "public_labels.npy", content, zipfile.ZIP_DEFLATED)
    assert reason() == f"{PREDICTIONS}: {fault}"


def test_other_compressions_are_refused(folder: Path, reason) -> None:
    replace_member(folder, "public_labels.npy", header((35,)) + bytes(35), zipfile.ZIP_LZMA)
    assert "must be stored or deflated" in reason()


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip", b"PK\x05\x06" + bytes(18)])
def test_no_archive(folder: Path, reason, content: bytes) -> None:
    (folder / PREDICTIONS).write_bytes(content)
    assert reason().startswith(PREDICTIONS)


def test_a_flipped_bit_is_seen(folder: Path, reason) -> None:
    content = bytearray((folder / PREDICTIONS).read_bytes())
    content[len(content) // 3] ^= 1
    (folder / PREDICTIONS).write_bytes(content)
    assert reason().startswith(PREDICTIONS)
