"""Two never write one folder: a worker that was believed lost leaves it to its successor."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from fer.runs import Run, Status, find
from fer.runs import status as run_status
from fer.runs.status import SupersededError
from fer.training import session


def test_a_worker_whose_run_was_given_away_writes_nothing_more(new_run: Callable[..., Run]) -> None:
    run, files = new_run("mine", epochs=3), {}

    def give_away(status: Status) -> None:
        if status.epoch == 1 and not files:
            run_status.write(run.folder, replace(status, job="fer-another", host="far"))
            files.update({path: path.read_bytes() for path in run.folder.iterdir()})

    with pytest.raises(SupersededError, match="given to another worker"):
        session.train(find("mine"), give_away)
    assert {path: path.read_bytes() for path in run.folder.iterdir()} == files
    with pytest.raises(SupersededError):
        # Said to run on a machine that cannot be asked, it is not begun here either.
        session.train(find("mine"))


def test_a_failure_tells_where_it_was(new_run: Callable[..., Run], dataset) -> None:
    run = new_run("mine")
    run_status.write(run.folder, replace(run.status, attempt=3))
    text = (run.folder / "config.json").read_text()
    (run.folder / "config.json").write_text(text.replace(dataset.fingerprint, "0" * 16))
    with pytest.raises(Exception, match="not the one this run started with"):
        session.train(find("mine"))
    status = find("mine").status
    assert (status.state, status.attempt, status.process) == ("failed", 3, None)
    assert status.host
