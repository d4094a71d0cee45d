import time
from collections.abc import Callable
from dataclasses import replace

import psutil
import pytest

from fer import launch
from fer.errors import FerError
from fer.launch import queue
from fer.launchers import base, local
from fer.runs import Run, find
from fer.runs import status as run_status

NewRun = Callable[..., Run]


def state(name: str) -> str:
    return find(name).status.state


def test_one_runs_and_the_rest_wait_in_their_order(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    monkeypatch.setattr(queue, "start", lambda run: started.append(run.name))
    for name in ("c", "a", "b"):
        new_run(name)
        time.sleep(0.02)
    assert queue.advance() == ["c"]
    monkeypatch.setenv("FER_JOBS", "2")
    assert queue.advance() == ["c", "a"]
    assert started == ["c", "c", "a"]


def test_a_running_run_takes_a_place(new_run: NewRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "start", lambda run: None)
    busy, _ = new_run("busy"), new_run("next")
    run_status.write(busy.folder, run_status.of_this_process())
    assert queue.advance() == []


@pytest.mark.parametrize("value", ["0", "many", "-1", ""])
def test_a_bad_limit_is_a_sentence(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("FER_JOBS", value)
    with pytest.raises(FerError, match="FER_JOBS"):
        base.limit()


def test_a_queued_run_is_cancelled_and_resumed(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "start", lambda run: None)
    new_run("waiting")
    queue.cancel("waiting")
    assert state("waiting") == "cancelled"
    with pytest.raises(FerError, match="nothing to cancel"):
        queue.cancel("waiting")
    queue.resume("waiting")
    assert state("waiting") == "queued"
    with pytest.raises(FerError, match="nothing to resume"):
        queue.resume("waiting")


def test_a_run_that_is_cancelled_as_it_starts_lets_the_next_begin(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A process that hears nothing yet: it ends of the signal, without a word.
    monkeypatch.setattr(local, "arguments", lambda work: ["-c", "import time; time.sleep(600)"])
    for name in ("first", "second"):
        new_run(name)
    assert launch.advance() == ["first"]
    process = psutil.Process(find("first").status.process)
    launch.cancel("first")
    assert psutil.wait_procs([process], 60)[1] == []
    assert [state(name) for name in ("first", "second")] == ["cancelled", "running"]
    launch.cancel("second")
    assert state("second") == "cancelled"
    launch.resume("first")
    assert state("first") == "running"
    launch.cancel("first")


def test_a_claimed_run_is_not_started_by_the_queue(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "start", lambda run: pytest.fail("started twice"))
    new_run("mine")
    assert launch.claim("mine").name == "mine"
    assert state("mine") == "running"
    assert queue.advance() == []
    with pytest.raises(FerError, match="running"):
        queue.delete("mine")


def test_a_sweep_goes_on_where_it_was(
    new_run: NewRun, finished_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "start", lambda run: None)
    done = finished_run("done")
    stopped = new_run("stopped", epochs=7)
    queue.cancel("stopped")
    fresh = replace(stopped.config, run="fresh", seed=9)
    for config, name in (
        (replace(done.config, run="done-2"), "done"),
        (replace(stopped.config, run="stopped-2"), "stopped"),
        (fresh, "fresh"),
    ):
        assert queue.ensure(config) == name
    assert [state(name) for name in ("done", "stopped", "fresh")] == [
        "finished",
        "queued",
        "queued",
    ]


def test_speed_is_not_measured_beside_a_training(new_run: NewRun) -> None:
    run_status.write(new_run("busy").folder, run_status.of_this_process())
    with pytest.raises(FerError, match="'busy' is training"):
        launch.calibrate()


def test_a_run_whose_folder_was_renamed_goes_on(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = new_run("before")
    run.folder.rename(run.folder.with_name("after"))
    assert launch.enqueue(replace(run.config, run="after")) == "after"
    with pytest.raises(FerError, match="of other settings"):
        launch.enqueue(replace(run.config, run="after", seed=9))


def test_what_is_queued_although_nothing_starts_it_says_so(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing_moves() -> None:
        raise FerError("No cluster answers.")

    monkeypatch.setattr(queue, "advance", nothing_moves)
    config = replace(new_run("other").config, run="mine", seed=3)
    with pytest.raises(FerError, match=r"No cluster answers. 'mine' is queued, and starts when"):
        launch.ensure(config)
    assert state("mine") == "queued"
