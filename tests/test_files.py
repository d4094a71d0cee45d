import os
from pathlib import Path

import pytest

from fer import files


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file.json"
    files.write_json(path, "old")
    with pytest.raises(TypeError):
        files.write_json(path, {"not": "JSON"}.keys())
    with pytest.raises(TypeError):
        write_half(path)
    assert path.read_text() == '"old"\n'
    assert os.listdir(path.parent) == ["file.json"]


def write_half(path: Path) -> None:
    with files.atomic_write(path) as file:
        file.write(b"half")
        file.write(None)


def test_a_refused_renaming_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename, refusals = os.replace, [PermissionError(), PermissionError()]

    def replace(source: str, target: Path) -> None:
        if refusals:
            raise refusals.pop()
        rename(source, target)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(files, "RENAME_PAUSE", 0)
    files.write_text(tmp_path / "file.txt", "new")
    assert (tmp_path / "file.txt").read_text() == "new"


def test_a_renaming_refused_for_good_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def replace(source: str, target: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(files, "RENAME_PAUSE", 0)
    with pytest.raises(PermissionError):
        files.write_text(tmp_path / "file.txt", "new")
    assert list(tmp_path.iterdir()) == []
