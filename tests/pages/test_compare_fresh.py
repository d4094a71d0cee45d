"""Compare draws itself again when a training finishes, and only then."""

import pytest

from fer.launch import queue
from fer.runs import Status, find
from fer.runs import status as run_status

from .conftest import open_app, table

PAGE = "pages/1_Compare.py"


def names(page) -> set[str]:
    return set(table(page, "interval")["run"])


def test_a_result_is_drawn_as_it_comes(
    finished_run, new_run, monkeypatch: pytest.MonkeyPatch
) -> None:
    finished_run("first")
    new_run("waits")
    # One that says it is finished and is not must not make the page draw itself for ever.
    run_status.write(new_run("broken").folder, Status("finished"))
    monkeypatch.setattr(queue, "start", lambda entry: finish())
    done = []

    def finish() -> None:
        # What starts next is the moment at which another one is done.
        if not done:
            done.append(finished_run("second", epochs=3))
        run_status.write(find("waits").folder, Status("cancelled"))

    page = open_app(PAGE).run()
    assert not page.exception
    assert names(page) == {"first", "second"}
