"""Exports that are kept beside their run, and had again without what made them."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fer.cli import main
from fer.comparison.exports import exports
from fer.data import store
from fer.export import formats, kept, measured
from fer.runs import Run, find
from fer.runs.run import WEIGHTS

INT8 = ("--format", "onnx", "--quantize", "int8")


@pytest.fixture
def run(finished_run: Callable[..., Run], tmp_path: Path) -> Run:
    """A run with an export kept."""
    finished_run("mine")
    assert main(["export", "mine", *INT8, "--keep", "--to", str(tmp_path / "first")]) == 0
    return find("mine")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_kept_export_is_had_again_without_its_makers_and_the_data_set(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(kept, "zip_of", lambda *_: pytest.fail("made anew"))
    monkeypatch.setattr(store, "load", lambda *_: pytest.fail("the data set was asked for"))
    capsys.readouterr()
    assert main(["export", "mine", *INT8, "--to", str(tmp_path / "again"), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["run"] == "mine"
    assert result["quantize"] == "int8"
    assert Path(result["file"]).parent == tmp_path / "again"
    assert Path(result["file"]).stat().st_size == result["bytes"]
    assert result["splits"]["private"]["n"] == 35
    assert contents(tmp_path / "again") == contents(tmp_path / "first")


def test_only_what_was_exported_is_kept(
    finished_run: Callable[..., Run], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    finished_run("mine")
    folder = tmp_path / "app"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "secret").write_text("mine alone")
    assert main(["export", "mine", *INT8, "--keep", "--to", str(folder), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert Path(result["file"]).parent == folder
    assert Path(result["file"]).exists()
    with zipfile.ZipFile(find("mine").folder / "onnx-int8.zip") as packed:
        assert not any("secret" in name for name in packed.namelist())


def test_it_is_another_runs_once_the_weights_have_changed(run: Run) -> None:
    assert kept.archive(run, "onnx", "int8")
    assert not kept.archive(run, "onnx", "float16")
    path = run.folder / WEIGHTS
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert not kept.archive(find("mine"), "onnx", "int8")


@pytest.mark.parametrize("damage", [b"", b"PK no zip", None])
def test_a_damaged_one_is_as_good_as_none(run: Run, damage: bytes | None) -> None:
    path = run.folder / "onnx-int8.zip"
    if damage is None:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"mine/{kept.RESULT}", "[]")
    else:
        path.write_bytes(damage)
    assert kept.archive(run, "onnx", "int8") is None


def test_a_folder_with_another_runs_export_is_left_alone(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "README.md").write_text("# other as ONNX\n")
    assert main(["export", "mine", *INT8, "--to", str(tmp_path / "other")]) == 1
    assert "holds an export of 'other'" in capsys.readouterr().err


def test_it_counts_among_the_files_that_can_be_had(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measured, "choices", lambda: iter([("onnx", "int8"), ("c", "int8")]))
    measured.measure(run)
    for kind in ("onnx", "c"):
        without = formats.Format(**{**vars(formats.FORMATS[kind]), "makers": ("no_such_module",)})
        monkeypatch.setitem(formats.FORMATS, kind, without)
    assert list(exports([run])["here"]) == [True, False]
