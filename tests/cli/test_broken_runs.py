"""Every command beside broken folders, and with names that no new run could have."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fer import claims, comparison, paths
from fer.cli import main
from fer.runs import all_runs

MakeFolder = Callable[..., Path]


def result(capsys: pytest.CaptureFixture[str], *arguments: str) -> object:
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def complaint(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line that a failing command prints."""
    assert main(arguments) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    return captured.err


@pytest.fixture
def broken(finished_folder: MakeFolder) -> list[str]:
    """A good run and the names of broken ones."""
    finished_folder("good")
    damages = {
        "deep": ("metrics.json", "[" * 100_000),
        "empty": ("config.json", ""),
        "lost": ("status.json", '{"state": "finished", "epoch": NaN}'),
        "torn": ("predictions.npz", "PK"),
        "wild": ("history.csv", "epoch\n1\n"),
    }
    for name, (file, text) in damages.items():
        (finished_folder(name) / file).write_text(text)
    (paths.runs() / "void").mkdir()
    return [*damages, "void"]


def test_broken_runs_are_listed_with_their_reasons(broken: list[str], capsys) -> None:
    listed = {run["run"]: run for run in result(capsys, "runs")}
    assert listed["good"]["state"] == "finished"
    assert {name for name, run in listed.items() if run["state"] == "broken"} == set(broken)
    assert listed["void"]["reason"] == "config.json is missing."
    assert main(["runs"]) == 0
    shown = capsys.readouterr().out
    assert all(f"broken: {listed[name]['reason']}" in shown for name in broken)


@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_what_needs_a_right_run_says_what_is_wrong(broken: list[str], capsys, as_json) -> None:
    for name in broken:
        for command in (
            ["runs", "show", name],
            ["evaluate", name],
            ["predict", "x.jpg", "--runs", f"good,{name}"],
            ["train", "--resume", name],
            ["train", "--preset", "cnn-61k", "--data", "squares", "--teacher", name],
        ):
            told = complaint(capsys, *command, *as_json)
            assert f"'{name}' is broken" in told or "no data set" in told


def test_a_broken_teacher_is_named(broken: list[str], dataset, capsys) -> None:
    arguments = ["train", "--preset", "cnn-61k", "--data", "squares", "--teacher"]
    assert "'torn' is broken" in complaint(capsys, *arguments, "torn")


def test_broken_runs_are_deleted(broken: list[str], capsys) -> None:
    for name in broken:
        assert result(capsys, "runs", "delete", name) == {"run": name, "deleted": True}
    assert [run["run"] for run in result(capsys, "runs")] == ["good"]


def test_tables_and_claims_pass_them_over(broken: list[str]) -> None:
    finished = comparison.finished(all_runs())
    assert list(comparison.table(finished)["run"]) == ["good"]
    assert len(claims.judged(finished)) == 9
    assert comparison.on_fer2013(finished) == []


@pytest.mark.parametrize("name", ["-odd", "--json", "Größe 2", "x" * 200, "a,b"])
def test_a_listed_name_is_taken_by_every_command(
    finished_folder: MakeFolder, capsys, name: str
) -> None:
    folder = finished_folder("plain")
    folder.rename(folder.with_name(name))
    assert [run["run"] for run in result(capsys, "runs")] == [name]
    assert main(["runs", "show", "--json", "--", name]) == 0
    assert json.loads(capsys.readouterr().out)["run"] == name
    assert "no data set 'fer2013'" in complaint(capsys, "evaluate", "--", name)
    assert "nothing to resume" in complaint(capsys, "train", f"--resume={name}")
    if "," not in name:
        assert main(["predict", "no.jpg", f"--runs={name}"]) == 0
        assert "no.jpg" in capsys.readouterr().out
    assert main(["runs", "delete", "--", name]) == 0
    assert "Deleted" in capsys.readouterr().out
    assert all_runs() == []


def test_a_card_that_is_no_text_is_a_sentence(finished_folder: MakeFolder, capsys) -> None:
    card = finished_folder("good") / "README.md"
    card.write_bytes(b"\xff\xff")
    assert "README.md is not text" in complaint(capsys, "runs", "show", "good")
    card.unlink()
    card.mkdir()
    assert "README.md is no plain file" in complaint(capsys, "runs", "show", "good")


def test_a_folder_with_a_zoo_runs_name(finished_folder: MakeFolder, capsys) -> None:
    paths.ZOO.mkdir(parents=True)
    finished_folder("kept").rename(paths.ZOO / "kept")
    own = finished_folder("mine")
    own = own.rename(own.with_name("kept"))
    assert [run["state"] for run in result(capsys, "runs")] == ["finished", "broken"]
    assert result(capsys, "runs", "show", "kept")["zoo"]
    result(capsys, "runs", "delete", "kept")
    assert not own.exists()
    assert "belongs to the zoo" in complaint(capsys, "runs", "delete", "kept")
