"""Sweeps over families, widths, seeds and teachers, and what they cost."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from fer.cli import main, many
from fer.data import Dataset
from fer.runs import RunConfig, create

SWEEP = ["sweep", "--data", "squares", "--epochs", "1"]


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch, dataset: Dataset) -> list[RunConfig]:
    """What a sweep would train, which is not trained."""
    configs = []
    monkeypatch.setattr(
        many, "run", lambda tasks, *rest: configs.extend(each.configure() for each in tasks) or 0
    )
    return configs


def test_every_family_width_teacher_and_seed(
    planned: list[RunConfig], finished_run, capsys: pytest.CaptureFixture[str]
) -> None:
    finished_run("old")
    lists = ["--family", "cnn,mobilenet", "--widths", "0.05", "0.06,0.07", "--seeds", "0,1"]
    assert main([*SWEEP, *lists, "--teachers", "none", "old", "--temperature", "2"]) == 0
    assert len(planned) == len({config.run for config in planned}) == 2 * 3 * 2 * 2
    assert planned[0].run == "cnn-0.05-squares-seed0"
    assert planned[-1].run == "mobilenet-0.07-old-squares-seed1"
    assert {config.teachers for config in planned} == {(), ("old",)}
    assert {config.distillation.temperature for config in planned if config.teachers} == {2.0}
    assert {config.seed for config in planned} == {0, 1}
    assert re.search(r"24 runs: about [\d.]+ hours of one core", capsys.readouterr().err)


def test_one_list_of_each_is_named_as_before(planned: list[RunConfig]) -> None:
    widths = ["--widths", "0.05,0.06", "--widths", "0.05"]
    assert main([*SWEEP, "--family", "cnn", *widths, "--seed", "4"]) == 0
    assert [config.run for config in planned] == ["cnn-0.05-squares", "cnn-0.06-squares"]
    assert [config.seed for config in planned] == [4, 4]


def test_a_file_says_the_same(
    planned: list[RunConfig], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "sweep.txt"
    file.write_text(
        "# A first look\n--family cnn\n--widths 0.05 0.06\n"
        "--seeds 0 1  # two\n--data squares --epochs 3\n"
    )
    assert main(["sweep", "--file", str(file)]) == 0
    assert [config.run for config in planned][:2] == [
        "cnn-0.05-squares-seed0",
        "cnn-0.05-squares-seed1",
    ]
    assert {config.recipe.epochs for config in planned} == {3}
    planned.clear()
    assert main(["sweep", "--file", str(file), "--dry-run"]) == 0
    assert planned == []
    assert main(["sweep", "--file", str(tmp_path / "none")]) == 1
    assert "There is no file" in capsys.readouterr().err
    more = ["--file", str(file)]
    for text, arguments in (
        ("--family cnn --widths 0.1 --json", more),
        ("--family cnn --widths 0.1", [*more, "--seeds", "1"]),
        ('--family cnn --widths 0.1 "', more),
        ('{"family": "cnn"}', more),
        ("", more),
    ):
        file.write_text(text)
        with pytest.raises(SystemExit):
            main(["sweep", *arguments])
        assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--family", "cnn"],
        ["--family", "cnn,vgg", "--widths", "0.1"],
        ["--family", "cnn", "--widths", "0.1", "--seed", "1", "--seeds", "2"],
        ["--family", "cnn", "--widths", "0.1", "--teacher", "a", "--teachers", "b"],
        ["--family", "cnn", "--widths", "0.1", "--teachers", "none", "--temperature", "2"],
        ["--family", "cnn", "--widths", ","],
        ["--family", "cnn", "--widths", "0.1", "--seeds", "0-2"],
        ["--family", "cnn", "--widths", "0.1", "--teachers", ""],
        ["--family", "cnn", "--widths", "0.1", "--parallel", "0"],
        ["--family", "cnn", "--width", "0.1"],
    ],
)
def test_what_is_no_sweep_is_a_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["sweep", *arguments])
    assert exit_.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_what_is_finished_costs_nothing_and_is_not_trained_again(
    dataset: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    sweep = [*SWEEP, "--family", "cnn", "--widths", "0.05", "--json"]
    assert main([*sweep, "--seeds", "0"]) == 0
    (first,) = json.loads(capsys.readouterr().out)
    assert main([*sweep, "--seeds", "0,1", "--dry-run"]) == 0
    shown = capsys.readouterr()
    assert "2 runs, 1 of them finished before: " in shown.err
    assert [config["seed"] for config in json.loads(shown.out)] == [0, 1]
    assert first["run"] == "cnn-0.05-squares-seed0"
    assert (first["launcher"], first["attempt"]) == ("local", 1)
    assert main([*sweep, "--seeds", "0"]) == 0
    shown = capsys.readouterr()
    assert f"{first['run']}: finished before" in shown.err
    assert [run["run"] for run in json.loads(shown.out)] == [first["run"]]


def test_a_sweep_goes_on_where_it_was_begun(
    planned: list[RunConfig],
) -> None:
    sweep = [*SWEEP, "--family", "cnn", "--widths", "0.05"]
    assert main(sweep) == 0
    (begun,) = planned
    create(replace(begun, engine="torch", device="cuda"))
    assert main(sweep) == 0
    assert (planned[1].run, planned[1].engine) == (begun.run, "torch")
    # Who says on what means it.
    assert main([*sweep, "--engine", "tensorflow"]) == 0
    assert (planned[2].run, planned[2].engine) == (f"{begun.run}-2", "tensorflow")
