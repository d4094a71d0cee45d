"""Files of runs: one after another, or some at a time."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fer import data, launch, paths
from fer.cli import main, many
from fer.cli.many import Task
from fer.data import Dataset
from fer.errors import FerError
from fer.launch import stops
from fer.runs import Run, Status, find
from fer.runs.run import LOG

from .conftest import TINY_NETWORK

OPTIONS = f"{' '.join(TINY_NETWORK)} --data squares --epochs 1 --batch-size 32"


@pytest.fixture
def queue(tmp_path: Path, dataset: Dataset):
    """Trains the lines of a file; returns the exit status."""

    def train(*lines: str, options: tuple[str, ...] = ()) -> int:
        path = tmp_path / "queue.txt"
        # With the mark that Windows' editors put before a text.
        path.write_text("\n".join(lines), "utf-8-sig")
        return main(["train", "--queue", str(path), *options])

    return train


def test_a_failed_line_stops_nothing_and_the_same_command_goes_on(
    queue, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        "# Two that go well, and two that do not.",
        f"{OPTIONS} --name old  # the teacher",
        "",
        f"{OPTIONS} --name large --batch-size 999",
        f"{OPTIONS} --name orphan --teacher large",
        f"{OPTIONS} --name young --teacher old",
    ]
    assert queue(*lines) == 1
    told = capsys.readouterr().err
    assert "[1/4] old: finished, validation 0." in told
    assert "[2/4] large: failed: 252 training images of 'squares' do not fill one batch" in told
    assert "[3/4] orphan: failed: There is no run 'large'" in told
    assert "Not finished: large, orphan" in told
    assert find("young").config.teachers == ("old",)
    assert queue(lines[1], lines[5], options=("--json",)) == 0
    shown = capsys.readouterr()
    assert "old: finished before" in shown.err
    assert [run["run"] for run in json.loads(shown.out)] == ["old", "young"]


def test_a_stopped_run_goes_on_and_another_of_its_name_is_refused(
    queue, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(many, "train", lambda run: Status("cancelled"))
        # What stops a run here is meant for the whole.
        assert queue(f"{OPTIONS} --name first", f"{OPTIONS} --name second") == 1
    assert not (paths.runs() / "second").exists()
    assert queue(f"{OPTIONS} --name first --seed 1") == 1
    assert "'first' of other settings" in capsys.readouterr().err
    assert queue(f"{OPTIONS} --name first") == 0


def test_a_run_that_is_cancelled_by_name_stops_no_other(
    queue, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def cancelled(run: Run) -> Status:
        if run.name == "first":
            stops.ask_to_stop(run.folder)
        return Status("cancelled" if run.name == "first" else "finished")

    monkeypatch.setattr(many, "train", cancelled)
    monkeypatch.setattr(many, "validation", lambda run: 0.5)
    assert queue(f"{OPTIONS} --name first", f"{OPTIONS} --name second") == 1
    told = capsys.readouterr().err
    assert "[1/2] first: cancelled" in told
    assert "[2/2] second: finished" in told
    assert not launch.asked_to_stop(find("first").folder)


def test_a_run_that_is_cancelled_as_it_begins_stops_no_other(
    queue, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    load, train = data.load, many.train

    def cancelled(name: str) -> Dataset:
        launch.cancel("first")
        return load(name)

    def begin(run: Run) -> Status:
        with monkeypatch.context() as patch:
            if run.name == "first":
                patch.setattr(data, "load", cancelled)
            return train(run)

    monkeypatch.setattr(many, "train", begin)
    assert queue(f"{OPTIONS} --name first", f"{OPTIONS} --name second") == 1
    told = capsys.readouterr().err
    assert "[1/2] first: cancelled" in told
    assert "[2/2] second: finished" in told
    assert find("first").status.state == "cancelled"


def test_a_defect_is_one_runs_alone(queue, monkeypatch: pytest.MonkeyPatch) -> None:
    def out_of_memory(run) -> Status:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(many, "train", out_of_memory)
    assert queue(f"{OPTIONS} --name first", f"{OPTIONS} --name second") == 1
    assert "out of memory" in (find("second").folder / LOG).read_text()


@pytest.mark.parametrize(
    "line",
    [
        OPTIONS,
        "--name a",
        "--preset no-such --name a",
        f"{OPTIONS} --name a --json",
        f"{OPTIONS} --name 'a",
        "--resume a",
        f"{OPTIONS} --name a --help",
        f"{OPTIONS} --name good",
    ],
)
def test_a_line_that_is_no_run_is_named(
    queue, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        queue(f"{OPTIONS} --name good", line)
    assert exit_.value.code == 2
    told = capsys.readouterr().err
    assert "line 2 of" in told
    assert ("fer: no closing quotation" in told) == ("'" in line)


def test_a_file_that_holds_no_runs_is_a_sentence(
    queue, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert queue("# nothing yet", "") == 1
    assert "queue.txt holds no runs" in capsys.readouterr().err
    (tmp_path / "latin").write_bytes(b"\xff\xfe\xfa")
    for name, sentence in (
        ("absent", "There is no file"),
        ("", "cannot be read (Is a directory): give a file"),
        ("latin", "is no text in UTF-8"),
    ):
        assert main(["train", "--queue", str(tmp_path / name)]) == 1
        told = capsys.readouterr().err
        assert sentence in told
        assert "Errno" not in told


def test_options_beside_the_file_are_refused(queue) -> None:
    with pytest.raises(SystemExit):
        queue(f"{OPTIONS} --name a", options=("--epochs", "3"))
    with pytest.raises(SystemExit):
        main(["train", "--preset", "cnn-61k", "--parallel", "2"])
    assert main(["train", "--queue", "no-such-file"]) == 1


def test_a_student_is_trained_after_its_teacher_in_a_process_of_their_own(
    queue, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = f"{OPTIONS} --name old", f"{OPTIONS} --name young --teacher old"
    assert queue(*lines, options=("--parallel", "2")) == 0
    assert "[2/2]" in capsys.readouterr().err
    assert all(find(name).status.state == "finished" for name in ("old", "young"))


def test_a_student_waits_for_its_teacher_while_others_are_trained(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # A worker imports the work by name, so this is the work.
    monkeypatch.setattr(many, "_train", json.loads)
    asked = []

    def task(name: str, *teachers: str) -> Task:
        def configure() -> str:
            asked.append((name, capsys.readouterr().err))
            return '["finished", "done"]'

        return Task(name, frozenset(teachers), configure)

    tasks = [task("old"), task("young", "old"), task("other")]
    assert many.run(tasks, parallel=2, as_json=True) == 0
    assert [name for name, _ in asked] == ["old", "other", "young"]
    assert "old: done" in "".join(told for _, told in asked)


def test_a_killed_worker_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # A worker imports the work by name: what it finds there ends it, or answers.
    monkeypatch.setattr(many, "_train", os._exit)
    tasks = [Task(name, frozenset(), lambda: 3) for name in ("a", "b", "c")]
    with pytest.raises(FerError, match="Not finished: a, b, c"):
        many.run(tasks, parallel=2, as_json=True)
    assert capsys.readouterr().err.count("its process ended") == 3


def test_what_tensorflow_needs_hidden_is_not_hidden_from_children() -> None:
    code = (
        "import os; os.environ.pop('CUDA_VISIBLE_DEVICES', None); import fer.tensorflow;"
        "print(os.environ.get('CUDA_VISIBLE_DEVICES'));"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "None"
