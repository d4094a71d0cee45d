import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from fer.cli import COMMANDS, main
from fer.data import Dataset, store
from fer.data.samples import Samples
from fer.runs import Run, Status, all_runs, find
from fer.runs import status as run_status

from .conftest import TINY_NETWORK

NewRun = Callable[..., Run]


def result(capsys: pytest.CaptureFixture[str], *arguments: str) -> object:
    """The JSON document a command prints, which must be all that stands on stdout."""
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def complaint(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The line a failing command prints."""
    assert main(arguments) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    return captured.err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main([command, "--help"])
    assert exit_.value.code == 0
    told = capsys.readouterr().out
    assert f"usage: python -m fer {command}" in told
    # More than the two lines of a command that takes nothing.
    assert told.count("\n  ") > 1


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    assert all(f"    {command} " in told for command in COMMANDS)


def test_a_command_starts_without_what_only_others_need() -> None:
    code = (
        "import sys; sys.argv = ['fer', 'models']; from fer.cli import main; main();"
        "print({'pandas', 'plotly', 'tensorflow', 'fer.benchmark'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("set()\n")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fly"],
        ["train"],
        ["train", "--preset", "no-such"],
        ["train", "--preset", "cnn-61k", "--family", "cnn"],
        ["train", "--preset", "cnn-61k", "--width", "0.5"],
        ["train", "--family", "cnn", "--width", "0.5", "--channels", *"123456789"],
        ["train", "--preset", "cnn-61k", "--temperature", "2"],
        ["train", "--resume", "cnn-61k", "--epochs", "3"],
        ["sweep", "--family", "cnn", "--widths", "wide"],
        ["sweep", "--family", "cnn", "--widths", "0.1", "--more-teachers", "cnn-61k"],
        ["evaluate", "x", "--split", "half"],
        ["train", "--preset", "cnn-61k", "--name", ""],
        ["models", "--width", "2"],
        ["predict", ""],
        ["predict", "x.jpg", "--runs", ""],
        ["data", "import", ""],
        ["train", "--queue", ""],
        ["bench", "--crop", "--pages"],
        ["bench", "--photo", "face.png"],
        ["bench", "--faces", "3"],
    ],
)
def test_bad_usage_is_a_line_and_exits_with_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "--help)" in told


def test_models_lists_presets_and_families(capsys: pytest.CaptureFixture[str]) -> None:
    shown = result(capsys, "models")
    assert shown["presets"][0]["preset"] == "teacher"
    assert shown["presets"][0]["parameters"] == 15_033_863
    assert len(shown["families"]) == 3
    one = result(capsys, "models", "--family", "cnn", "--width", "0.2")
    assert sum(layer["parameters"] for layer in one["layers"]) == one["parameters"]
    assert "100" in complaint(capsys, "models", "--family", "cnn", "--width", "100")


def test_train_evaluate_and_delete(dataset: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    trained = result(
        capsys, "train", *TINY_NETWORK, "--data", "squares",
        "--epochs", "1", "--batch-size", "32", "--name", "mine", "--no-augmentation",
    )  # fmt: skip
    assert trained["run"] == "mine"
    assert trained["state"] == "finished"
    assert trained["recipe"]["augmentation"]["flip"] is False
    (listed,) = result(capsys, "runs")
    assert listed["splits"] == trained["splits"]
    again = result(capsys, "evaluate", "mine", "--split", "public")
    assert again["accuracy"] == trained["splits"]["public"]["accuracy"]
    assert "nothing to resume" in complaint(capsys, "train", "--resume", "mine")
    assert result(capsys, "runs", "show", "mine")["best_epoch"] == 1
    result(capsys, "runs", "delete", "mine")
    assert result(capsys, "runs") == []


def test_a_training_that_fails_says_so_in_a_line(
    new_run: NewRun, capsys: pytest.CaptureFixture[str]
) -> None:
    run = new_run("small")
    text = (run.folder / "config.json").read_text()
    (run.folder / "config.json").write_text(text.replace('"batch_size": 32', '"batch_size": 999'))
    assert "batch" in complaint(capsys, "train", "--resume", "small")
    assert find("small").status.state == "failed"
    assert main(["runs", "show", "small"]) == 0
    assert "do not fill one batch of 999" in capsys.readouterr().out


def test_who_reads_no_further_gets_no_traceback() -> None:
    command = [sys.executable, "-m", "fer", "models", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_a_training_of_too_few_images_leaves_no_run(
    dataset: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    few = dataset.usage != 0
    few[np.flatnonzero(dataset.usage == 0)[::10]] = True
    store.save("few", Samples(dataset.images[few], dataset.labels[few], dataset.usage[few]))
    train = ("train", "--preset", "cnn-61k", "--name", "mine", "--data")
    assert "The validation split of 'few' holds no image" in complaint(capsys, *train, "few")
    assert "252 training images of 'squares' do not fill one batch of 999" in complaint(
        capsys, *train, "squares", "--batch-size", "999"
    )
    alone = ("train", "--family", "teacher", "--width", "0.1", "--data", "squares")
    assert "choose a batch size of 2 or more" in complaint(capsys, *alone, "--batch-size", "1")
    assert all_runs() == []


def test_a_running_run_is_not_trained_twice(
    new_run: NewRun, capsys: pytest.CaptureFixture[str]
) -> None:
    run = new_run("busy")
    other = psutil.Process(1)
    started = other.create_time()
    run_status.write(run.folder, Status("running", process=other.pid, started=started))
    assert "running already" in complaint(capsys, "train", "--resume", "busy")
    assert find("busy").status.state == "running"


def test_no_such_things_are_sentences(dataset: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no data set" in complaint(capsys, "train", "--preset", "cnn-61k", "--data", "no")
    assert "no run" in complaint(
        capsys, "train", "--preset", "cnn-61k", "--data", "squares", "--teacher", "no"
    )
    assert "no run" in complaint(capsys, "evaluate", "no")
    assert "no run" in complaint(capsys, "runs", "delete", "no")
    assert "no run" in complaint(capsys, "predict", "x.jpg", "--runs", "no")


@pytest.mark.usefixtures("synthetic_set")
def test_data_info_of_synthetic(capsys: pytest.CaptureFixture[str]) -> None:
    shown = result(capsys, "data", "info", "synthetic")
    assert shown["data"] == "synthetic"
    assert set(shown["counts"]) == {"training", "public", "private"}


def test_predict_answers_for_every_file(
    untrained_run: NewRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    untrained_run("mine")
    face = tmp_path / "face.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (48, 48), np.uint8)).save(face)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff nothing")
    answers = result(capsys, "predict", str(face), str(broken), "no.jpg", "--runs", "mine")
    assert [bool(answer["error"]) for answer in answers] == [False, True, True]
    (prediction,) = answers[0]["faces"][0]["predictions"]
    assert prediction["run"] == "mine"
    assert sum(prediction["probabilities"].values()) == pytest.approx(1, abs=1e-5)
    assert prediction["label"] in prediction["probabilities"]
    assert prediction["milliseconds"] > 0


def test_teachers_that_held_out_different_images_do_not_teach_together(
    finished_run: Callable[..., Run], capsys: pytest.CaptureFixture[str]
) -> None:
    finished_run("one")
    config = finished_run("other").folder / "config.json"
    config.write_text(config.read_text().replace('"kind": "grouped"', '"kind": "random"'))
    arguments = ["train", "--preset", "cnn-61k", "--data", "squares", "--teacher", "one"]
    assert "different images" in complaint(capsys, *arguments, "--more-teachers", "other")
    arguments += ["--validation-seed", "1"]
    assert "held out other images" in complaint(capsys, *arguments)
