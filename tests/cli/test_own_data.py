"""Faces and classes of one's own on the command line, from the archive to the answers."""

import json
from pathlib import Path

import pytest

from fer import paths
from fer.cli import main

from ..data.archives import CLASSES, three_classes
from .conftest import TINY_NETWORK


def test_own_classes_go_from_the_archive_to_the_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def fer(*arguments: str) -> dict | list:
        assert main([*arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    archive = three_classes(tmp_path, "lecture.zip")
    info = fer("data", "import", str(archive), "--classes", ",".join(CLASSES))
    assert info["counts"]["test"] == {"total": 24, **dict.fromkeys(CLASSES, 8)}
    training = ("--data", "lecture", "--epochs", "3", "--name", "own")
    trained = fer("train", *TINY_NETWORK, *training)
    assert trained["schema"]["classes"] == list(CLASSES)
    assert list(trained["splits"]) == ["train", "validation", "test"]
    assert fer("evaluate", "own")["split"] == "test"
    photo = paths.REPOSITORY / "fer" / "prediction" / "astronaut.jpg"
    (answer,) = fer("predict", str(photo), "--runs", "own")
    (said,) = answer["faces"][0]["predictions"]
    assert tuple(said["probabilities"]) == CLASSES
