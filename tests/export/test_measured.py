import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fer.cli import main
from fer.errors import FerError
from fer.export import export, measured, measures
from fer.export.apart import export_apart
from fer.runs import Run, find

from .conftest import needs_litert


def test_a_run_is_measured_in_every_format_and_told_as_a_table(
    finished_run: Callable[..., Run],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    finished_run("mine")
    formats = [("onnx", "float32"), ("c", "int8")]
    monkeypatch.setattr(measured, "choices", lambda: iter(formats))
    assert main(["export", "mine", "--measure"]) == 0
    table = capsys.readouterr().out.splitlines()
    rows = measured.measured(find("mine"))
    assert len(rows) == 2
    assert f"| mine | ONNX | float32 | {rows[0]['bytes']:,} |" in table[2]
    assert f"| mine | C | int8 | {rows[1]['flash']:,} |" in table[3]
    assert main(["export", "mine", "--table", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"mine": rows}

    # What comes out byte for byte as before is only timed again.
    def measured_again(*given: object) -> None:
        raise AssertionError(f"{given} was measured before")

    with monkeypatch.context() as patched:
        patched.setattr(measures, "figures", measured_again)
        again = measured.measure(find("mine"))
    assert [row["splits"] for row in again] == [row["splits"] for row in rows]

    # With other weights it says nothing any more.
    weights = find("mine").folder / "model.safetensors"
    content = weights.read_bytes()
    weights.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert measured.measured(find("mine")) == []
    with pytest.raises(FerError, match="--measure"):
        measured.table([find("mine")])


@needs_litert
def test_another_projects_network_is_timed_in_the_same_run(
    finished_run: Callable[..., Run],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    finished_run("mine")
    export(find("mine"), "litert", None, tmp_path / "theirs")
    (theirs,) = (tmp_path / "theirs").glob("*.tflite")
    with zipfile.ZipFile(tmp_path / "theirs.whl", "w") as wheel:
        wheel.write(theirs, "theirs/data/model.tflite")
    monkeypatch.setattr(measured, "choices", lambda: iter([("c", "int8")]))
    for file in (theirs, tmp_path / "theirs.whl"):
        assert main(["export", "mine", "--measure", "--beside", str(file)]) == 0
        last = capsys.readouterr().out.splitlines()[-1]
        assert last.startswith(f"| {file.name} | LiteRT | | {theirs.stat().st_size:,} |")
    assert main(["export", "mine", "--measure", "--json", "--beside", str(theirs)]) == 0
    (row,) = json.loads(capsys.readouterr().out)[theirs.name]
    assert row["milliseconds"] > 0
    assert main(["export", "mine", "--measure", "--beside", str(tmp_path / "none")]) == 1
    assert "holds no TFLite network" in capsys.readouterr().err


def test_every_format_is_measured_once() -> None:
    choices = list(measured.choices())
    assert len(set(choices)) == len(choices)
    assert {("onnx", "int8"), ("c", "int8"), ("keras", "float32")} <= set(choices)


def test_nothing_is_measured_without_the_data_set(
    finished_folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    finished_folder("mine")
    monkeypatch.setattr(measured, "choices", lambda: iter([("onnx", "float32")]))
    with pytest.raises(FerError, match="fer data import"):
        measured.measure(find("mine"))
    assert not (find("mine").folder / measured.EXPORTS).exists()


def test_an_export_in_another_process_is_a_zip(finished_run: Callable[..., Run]) -> None:
    result, archive = export_apart(finished_run("mine"), "onnx", "float16")
    assert result["quantize"] == "float16"
    assert archive[:2] == b"PK"


@pytest.mark.parametrize(
    "arguments",
    [
        ["mine"],
        ["mine", "other", "--format", "onnx"],
        ["mine", "--table", "--quantize", "int8"],
        ["mine", "--format", "pdf"],
    ],
)
def test_bad_usage_exits_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["export", *arguments])
    assert exit_.value.code == 2
