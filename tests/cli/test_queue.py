"""The queue told in a shell, and what a cluster that only seems to be there is given."""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest

from fer import launch
from fer.cli import elsewhere, main
from fer.errors import FerError
from fer.launchers import cluster
from fer.runs import Run, Status, find, listing
from fer.runs import status as run_status
from fer.training import session

from .conftest import TINY_NETWORK

NewRun = Callable[..., Run]


@pytest.fixture
def diligent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A cluster that trains what it is given at once, two at a time."""
    given = []

    def submit(job: str, run: str, **asked: object) -> None:
        given.append(run)

    def work(seconds: float) -> None:
        for name in given:
            run = find(name)
            if run.status.state == "running":
                with monkeypatch.context() as patch, suppress(FerError):
                    patch.setenv("FER_JOB", run.status.job)
                    session.train(launch.claim(name))

    monkeypatch.setattr(cluster, "submit", submit)
    monkeypatch.setattr(cluster, "losses", lambda jobs: {})
    monkeypatch.setattr(cluster, "goes_on", lambda *rest, **more: True)
    monkeypatch.setattr(cluster, "nodes", lambda: [{"CPU": 2.0}])
    monkeypatch.setattr(elsewhere, "sleep", work)
    monkeypatch.setenv("FER_LAUNCHER", "ray")
    return given


def test_the_queue_is_told(new_run: NewRun, capsys: pytest.CaptureFixture[str]) -> None:
    run = new_run("busy")
    here = run_status.of_this_process(attempt=2)
    run_status.write(run.folder, here)
    for name in ("b", "a"):
        new_run(name)
        time.sleep(0.02)
    assert main(["queue"]) == 0
    told = capsys.readouterr().out
    assert "attempt 2 of 4" in told
    assert "Queued: 1 run before it" in told
    assert main(["queue", "--json"]) == 0
    entries = json.loads(capsys.readouterr().out)
    assert [(entry["run"], entry["place"]) for entry in entries] == [
        ("busy", 0),
        ("b", 1),
        ("a", 2),
    ]
    assert (entries[0]["host"], entries[0]["attempt"]) == (here.host, 2)
    assert main(["runs"]) == 0
    assert "running (attempt 2 of 4" in capsys.readouterr().out


def test_where_a_run_is_stands_in_the_list_of_runs(
    finished_run: NewRun, capsys: pytest.CaptureFixture[str]
) -> None:
    run = finished_run("mine")
    assert main(["runs"]) == 0
    assert " on " not in capsys.readouterr().out
    run_status.write(run.folder, replace(run.status, launcher="ray", host="node-7"))
    assert main(["runs"]) == 0
    assert "node-7" in capsys.readouterr().out


def test_where_nothing_is_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["queue"]) == 0
    assert capsys.readouterr().out == "Nothing is being trained, and nothing waits.\n"
    assert main(["queue", "--watch"]) == 0
    assert "nothing waits" in capsys.readouterr().err
    monkeypatch.setenv("FER_LAUNCHER", "rya")
    for command in (["queue"], ["queue", "--watch"], ["sweep", "--family", "cnn"]):
        assert main(command) == 1
        assert "FER_LAUNCHER must be local or ray, not 'rya'" in capsys.readouterr().err


def test_the_queue_is_shown_where_no_cluster_answers(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def submit(**asked: object) -> None:
        raise FerError("No cluster answers.")

    monkeypatch.setenv("FER_LAUNCHER", "ray")
    monkeypatch.setattr(cluster, "nodes", lambda: [{"CPU": 2.0}])
    monkeypatch.setattr(cluster, "submit", submit)
    new_run("mine")
    assert main(["queue"]) == 1
    shown = capsys.readouterr()
    assert "mine" in shown.out
    assert "No cluster answers." in shown.err


def test_a_log_is_printed(new_run: NewRun, capsys: pytest.CaptureFixture[str]) -> None:
    run = new_run("mine")
    assert main(["runs", "log", "mine"]) == 0
    assert "mine has no log: it has not begun." in capsys.readouterr().err
    (run.folder / "log.txt").write_text("epoch 1\n")
    assert main(["runs", "log", "mine"]) == 0
    assert capsys.readouterr().out == "epoch 1\n"


def test_a_file_of_runs_is_done_by_the_cluster_teachers_first(
    diligent: list[str], dataset, tmp_path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = f"{' '.join(TINY_NETWORK)} --data squares --epochs 1 --batch-size 32"
    file = tmp_path / "runs.txt"
    file.write_text(
        f"{options} --name young --seed 1\n{options} --name old\n"
        f"{options} --name taught --teacher old\n{options} --name large --batch-size 999\n"
    )
    assert main(["train", "--queue", str(file)]) == 1
    told = capsys.readouterr().err
    assert "[4/4] taught: finished, validation 0." in told
    assert "large: failed: 252 training images" in told
    assert "Not finished: large" in told
    assert sorted(diligent) == ["old", "taught", "young"]
    assert main(["train", "--queue", str(file), "--parallel", "2"]) == 1
    assert "FER_JOBS" in capsys.readouterr().err


def test_one_training_is_the_clusters_too(
    diligent: list[str], dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [*TINY_NETWORK, "--data", "squares", "--batch-size", "32"]
    assert main(["train", *options, "--epochs", "1", "--name", "mine", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["state"], shown["launcher"]) == ("finished", "ray")
    assert diligent == ["mine"]


def test_a_watch_ends_with_what_it_watches(
    diligent: list[str], new_run: NewRun, capsys: pytest.CaptureFixture[str]
) -> None:
    new_run("a", epochs=1)
    listing.create(replace(find("a").config, run="b", data="no-such"))
    assert main(["queue", "--watch"]) == 1
    told = capsys.readouterr().err
    assert "a: finished" in told
    assert "b: failed: There is no data set 'no-such'" in told


def test_a_watch_ends_with_a_run_that_was_killed(
    new_run: NewRun, capsys: pytest.CaptureFixture[str]
) -> None:
    run = new_run("killed")
    run_status.write(run.folder, Status("running", process=2**22 + 1, started=1.0))
    assert main(["queue", "--watch"]) == 1
    assert capsys.readouterr().err == "[1/1] killed: interrupted\n"


def test_what_no_cluster_takes_is_queued_once(
    dataset, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def submit(**asked: object) -> None:
        raise FerError("No cluster answers.")

    def give_up(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setenv("FER_LAUNCHER", "ray")
    monkeypatch.setattr(cluster, "nodes", lambda: [{"CPU": 2.0}])
    monkeypatch.setattr(cluster, "submit", submit)
    monkeypatch.setattr(elsewhere, "sleep", give_up)
    with pytest.raises(SystemExit):
        main(["train", *TINY_NETWORK, "--data", "squares", "--batch-size", "32", "--name", "mine"])
    assert find("mine").status.state == "queued"
    told = capsys.readouterr().err
    assert "No cluster answers. What is queued is kept, and this tries again." in told
