import time

import pytest

from fer.errors import FerError
from fer.launch import order, own, queue
from fer.runs import find
from fer.runs import status as run_status
from fer.runs.status import Status


@pytest.fixture
def three(new_run, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(queue, "start", lambda run: None)
    for name in ("a", "b", "c"):
        new_run(name)
        time.sleep(0.02)
    return ["a", "b", "c"]


def waiting() -> list[str]:
    return [run.name for run in own.waiting()]


def test_a_run_moves_up_place_by_place(three: list[str]) -> None:
    assert waiting() == three
    order.move_up("c")
    assert waiting() == ["a", "c", "b"]
    order.move_up("c")
    assert waiting() == ["c", "a", "b"]
    order.move_up("c")
    assert waiting() == ["c", "a", "b"]
    assert queue.advance() == ["c"]


def test_what_started_moves_no_more(three: list[str]) -> None:
    run_status.write(find("b").folder, run_status.of_this_process())
    with pytest.raises(FerError, match="waits no more"):
        order.move_up("b")


def test_all_are_cancelled_and_none_moves_up_meanwhile(three: list[str], monkeypatch) -> None:
    run_status.write(find("a").folder, run_status.of_this_process())
    cancelled = []
    monkeypatch.setattr(queue, "cancel", cancelled.append)
    order.cancel_all()
    assert cancelled == ["a"]
    assert [find(name).status.state for name in ("b", "c")] == ["cancelled", "cancelled"]


def test_what_cannot_be_cancelled_keeps_nothing_else(three: list[str], monkeypatch) -> None:
    for name in three:
        run_status.write(find(name).folder, run_status.of_this_process())
    asked = []

    def cancel(name: str) -> None:
        asked.append(name)
        if name == "a":
            run_status.write(find(name).folder, Status("finished"))
            raise FerError("'a' is finished.")
        if name == "b":
            raise FerError("It runs on another machine.")

    monkeypatch.setattr(queue, "cancel", cancel)
    with pytest.raises(FerError, match="It runs on another"):
        order.cancel_all()
    assert asked == three
