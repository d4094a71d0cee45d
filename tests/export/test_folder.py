"""What every export has, and its README followed word by word."""

import json
import shutil
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fer import data
from fer.cli import main
from fer.data import store
from fer.data.samples import Samples
from fer.errors import FerError
from fer.export import FORMATS, export, numbers, zip_of
from fer.export.folder import PICTURE
from fer.runs import Run, find
from fer.schema import Schema

from .conftest import KEYS, check_readme, follow


@pytest.mark.parametrize("format", sorted(set(FORMATS) - {"keras", "litert"}))
def test_its_readme_is_right_word_by_word(exported: Callable[..., tuple], format: str) -> None:
    check_readme(*exported(format))


@pytest.mark.parametrize("format", ["onnx", "c"])
def test_names_of_classes_in_any_script_are_printed_as_its_readme_says(
    finished_run: Callable[..., Run], own_set: data.Dataset, tmp_path: Path, format: str
) -> None:
    if format == "c" and shutil.which("cc") is None:
        pytest.skip("no C compiler here")
    schema = Schema(("müde", "眠い", "awake"))
    faces = Samples(own_set.images, own_set.labels, own_set.usage, schema)
    run = finished_run("mine", learns=store.save("own", faces))
    export(run, format, None, tmp_path)
    lines = follow(tmp_path).splitlines()
    assert [line.split()[1] for line in lines] == ["müde", "眠い", "awake"]


def test_the_example_and_its_answer_lie_beside_it(exported: Callable[..., tuple]) -> None:
    result, folder = exported("onnx")
    said = json.loads((folder / "example.json").read_text())
    assert said["label"] == max(said["logits"], key=said["logits"].get)
    assert sum(said["probabilities"].values()) == pytest.approx(1, abs=1e-6)
    assert len((folder / "example.gray").read_bytes()) == 48 * 48
    with zipfile.ZipFile(BytesIO(zip_of(folder, "mine"))) as archive:
        assert "mine/README.md" in archive.namelist()
        assert archive.read("mine/model.onnx") == Path(result["file"]).read_bytes()


def test_without_the_data_set_figures_are_missing_and_the_readme_says_why(
    finished_folder: Callable[..., Path], tmp_path: Path
) -> None:
    finished_folder("mine")
    result = export(find("mine"), "onnx", None, tmp_path / "out")
    assert result["splits"] == {"private": None, "public": None}
    assert result["largest_difference"] < 1e-4
    readme = (tmp_path / "out" / "README.md").read_text()
    assert "python -m fer data import" in readme
    with pytest.raises(FerError, match="import 'fer2013' first"):
        export(find("mine"), "onnx", "int8", tmp_path / "out")


@pytest.mark.parametrize("name", ["fer2013", "mine"])
def test_only_of_fer2013_it_is_said_whose_labels_were_learnt(
    finished_folder: Callable[..., Path], tmp_path: Path, name: str
) -> None:
    folder = finished_folder("run", data=name)
    export(find("run"), "browser", None, tmp_path)
    for text in (folder / "README.md", tmp_path / "README.md", tmp_path / "model.js"):
        assert ("web-searched faces" in text.read_text()) == (name == "fer2013")
        assert ("somebody's reading of each face" in text.read_text()) == (name != "fer2013")
    assert "web-searched" not in (tmp_path / "index.html").read_text()


def test_another_data_set_of_the_same_name_is_not_measured_on(
    finished_folder: Callable[..., Path], dataset: data.Dataset, tmp_path: Path
) -> None:
    finished_folder("mine", data=dataset.name)
    result = export(find("mine"), "onnx", None, tmp_path / "out")
    assert result["splits"]["private"] is None


def test_numbers_that_a_format_cannot_hold_are_a_sentence() -> None:
    assert numbers("onnx", None) == "float32"
    with pytest.raises(FerError, match="--quantize"):
        numbers("keras", "int8")


def test_a_folder_that_cannot_be_written_to_is_a_sentence(
    finished_run: Callable[..., Run], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FerError, match="--to"):
        export(finished_run(), "onnx", None, tmp_path / "file")


def test_a_readme_of_anything_else_is_left_as_it_is(
    finished_run: Callable[..., Run], tmp_path: Path
) -> None:
    (tmp_path / "README.md").write_text("# My app\n")
    with pytest.raises(FerError, match="that is of no export: choose another folder"):
        export(finished_run(), "onnx", None, tmp_path)
    assert [path.read_text() for path in tmp_path.glob("*.*")] == ["# My app\n"]


def test_a_folder_of_another_runs_export_is_left_as_it_is(
    finished_run: Callable[..., Run], tmp_path: Path
) -> None:
    export(finished_run("first"), "onnx", None, tmp_path)
    export(find("first"), "onnx", "float16", tmp_path)
    before = (tmp_path / "README.md").read_bytes()
    with pytest.raises(FerError, match="holds an export of 'first': choose another folder"):
        export(finished_run("second"), "onnx", None, tmp_path)
    assert (tmp_path / "README.md").read_bytes() == before


def test_the_command_prints_one_document(
    finished_run: Callable[..., Run],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    finished_run("mine")
    monkeypatch.chdir(tmp_path)
    assert main(["export", "mine", "--format", "onnx", "--quantize", "float16", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert list(result) == KEYS
    assert result["file"] == "mine-onnx-float16/model.onnx"
    assert (tmp_path / result["file"]).is_file()
    assert main(["export", "mine", "--format", "onnx", "--to", "there"]) == 0
    assert "private: " in capsys.readouterr().out
    assert main(["export", "no", "--format", "onnx"]) == 1


def test_the_packaged_example_is_a_small_gray_face() -> None:
    with Image.open(PICTURE) as picture:
        assert (picture.size, picture.mode) == ((48, 48), "L")
        assert np.asarray(picture).std() > 20
