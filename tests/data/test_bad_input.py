"""Every bad source gets a sentence of its own and leaves the old cache as it was."""

import errno
import io
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fer import data, paths
from fer.data import decoding, entries, tables
from fer.errors import FerError


@pytest.fixture(autouse=True)
def _old_cache(table: Path):
    """Import a set, and check after the test that it and nothing else is there, unharmed."""
    old = data.import_dataset(table, name="mine").fingerprint
    yield
    assert [path.name for path in paths.data().iterdir()] == ["mine"]
    assert data.load("mine").fingerprint == old


def refuse(source: Path | io.BytesIO, sentence: str) -> None:
    with pytest.raises(FerError, match=sentence) as caught:
        data.import_dataset(source, name="mine")
    assert "\n" not in str(caught.value)


def first(folder: Path, pattern: str) -> Path:
    return next(path for path in sorted(folder.rglob(pattern)) if path.is_file())


def corrupt_image(folder: Path) -> None:
    first(folder, "*.png").write_bytes(b"no image")


def cut_image(folder: Path) -> None:
    path = first(folder, "*.png")
    path.write_bytes(path.read_bytes()[:900])


def huge_file(folder: Path) -> None:
    first(folder, "*.png").write_bytes(bytes(decoding.MAX_IMAGE_BYTES + 1))


def untold_test(folder: Path) -> None:
    path = first(folder / "test", "*.png")
    path.rename(path.with_name("im0.png"))


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (corrupt_image, r"PrivateTest_\d+.png cannot be read"),
        (cut_image, r"PrivateTest_\d+.png cannot be read"),
        (huge_file, r"PrivateTest_\d+.png has 50,000,001 bytes, too many"),
        (untold_test, "others only test: name all of them one way"),
        (shutil.rmtree, "holds no images and no table"),
    ],
)
def test_class_folders(
    folder: Path, spoil: Callable[[Path], None], sentence: str, packed: bool
) -> None:
    spoil(folder)
    folder.mkdir(exist_ok=True)
    refuse(Path(shutil.make_archive(str(folder), "zip", folder)) if packed else folder, sentence)


def cells(row: int, change: Callable[[list[str]], list[str]]) -> Callable[[str], str]:
    """A change to the cells of one row of a table, where 0 is the header."""

    def changed(text: str) -> str:
        lines = text.splitlines()
        lines[row] = ",".join(change(lines[row].split(",")))
        return "\n".join(lines)

    return changed


def first_pixel(value: str) -> Callable[[str], str]:
    """A change of the first pixel of row 5."""
    return cells(5, lambda row: [row[0], f"{value} {row[1].partition(' ')[2]}", row[2]])


def one_pixel_less(row: list[str]) -> list[str]:
    return [row[0], row[1].rpartition(" ")[0], row[2]]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (cells(5, one_pixel_less), r"Row 5 \(line 6\) .* has 2,303 pixels, which make no square"),
        (cells(5, lambda row: ["7", *row[1:]]), "are numbers .0, 1, 2, 3, 4, 5, 6, 7..*--classes"),
        (first_pixel("256"), "Row 5 .* the pixel '256', out of range"),
        (first_pixel("-1"), "Row 5 .* the pixel '-1', out of range"),
        (first_pixel("nan"), "Row 5 .* the pixel 'nan', not a whole number"),
        (first_pixel("inf"), "Row 5 .* the pixel 'inf', not a whole number"),
        (first_pixel("1.5"), "Row 5 .* the pixel '1.5', not a whole number"),
        (cells(5, lambda row: [*row[:2], "Exam"]), "Row 5 .* the part 'Exam'"),
        (cells(5, lambda row: row[:2]), "Row 5 .* has 2 columns"),
        (lambda text: text.splitlines()[0], "has a header but no rows"),
        (lambda text: "", "is empty"),
        (lambda text: "x" * 2_000_000, "neither an archive nor a CSV"),
    ],
)
def test_tables(table: Path, spoil: Callable[[str], str], sentence: str) -> None:
    table.write_text(spoil(table.read_text()))
    refuse(table, sentence)
    refuse(io.BytesIO(table.read_bytes()), sentence)


def test_binary_file_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(bytes(range(255, 0, -1)))
    refuse(path, "photo.jpg has no class folders")


def test_zip_in_name_only(tmp_path: Path, table: Path) -> None:
    path = tmp_path / "faces.zip"
    shutil.copy(table, path)
    refuse(path, "faces.zip is not a zip")


def test_cut_zip(archive: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:-100])
    refuse(archive, "damaged or incomplete archive")


def test_damage_inside_a_zip_names_the_image(archive: Path) -> None:
    with zipfile.ZipFile(archive) as file:
        member = file.infolist()[-1]
    content = bytearray(archive.read_bytes())
    content[member.header_offset + 200] ^= 0xFF
    archive.write_bytes(content)
    refuse(archive, f"{member.filename} cannot be read")


def test_encrypted_zip(archive: Path) -> None:
    content = archive.read_bytes()
    directory = content.rindex(b"PK\x01\x02")
    flagged = content[: directory + 8] + b"\x01" + content[directory + 9 :]
    archive.write_bytes(flagged)
    refuse(archive, "protected by a password")


def test_too_many_files(archive: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "MAX_FILES", 34)
    refuse(archive, "more than 34 files")
    refuse(folder, "more than 34 files")


def test_table_that_unpacks_too_large(
    tmp_path: Path, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_TABLE_BYTES", 1000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.write(table, "fer2013.csv")
    refuse(tmp_path / "bomb.zip", "would unpack to")


def test_absent_path(tmp_path: Path) -> None:
    refuse(Path("~nobody-is-called-so/faces.zip"), "There is no file or folder ~nobody")
    refuse(tmp_path / "absent.zip", "no file or folder .*absent.zip")
    refuse(tmp_path / ("n" * 300), "cannot be read .*too long")
    refuse(tmp_path / "null\0.zip", "null bytes")


@pytest.mark.parametrize("name", ["synthetic", "../up", ".hidden", "", "a/b"])
def test_names_that_cannot_be(table: Path, name: str) -> None:
    with pytest.raises(FerError, match=r"choose another|cannot name"):
        data.import_dataset(table, name=name)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_full_disk(table: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def full(file: int) -> None:
        raise OSError(code, "full")

    # Some file systems find it out only when they are made to write.
    monkeypatch.setattr(os, "fsync", full)
    refuse(table, "No room on disk")


def test_failure_while_replacing(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError(errno.EACCES, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    refuse(table, "cannot be written .*Permission denied")
