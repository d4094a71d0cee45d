"""The order of the queue: a run moved up, and everything cancelled."""

from fer.errors import FerError
from fer.launch import own, queue
from fer.runs import status as run_status
from fer.runs.status import Status


def move_up(name: str) -> None:
    """Let a queued run start before the one that it would have followed.

    Raises:
        FerError: It waits no more.
    """
    with own.lock():
        waiting = own.waiting()
        names = [run.name for run in waiting]
        if name not in names:
            raise FerError(f"'{name}' waits no more: it has started, or was cancelled.")
        place = names.index(name)
        if place == 0:
            return
        # Its place is the time at which it says that it was queued.
        times = [run.status.heartbeat for run in waiting[:place]]
        at = (times[-2] + times[-1]) / 2 if place > 1 else times[-1] - 1
        run_status.write(waiting[place].folder, waiting[place].status, at=at)


def cancel_all() -> None:
    """Cancel all that waits, and then what runs, so that nothing moves up in between.

    Raises:
        FerError: Some of what runs cannot be cancelled from here; the rest is.
    """
    with own.lock():
        for run in own.waiting():
            run_status.write(run.folder, Status("cancelled", epoch=run.status.epoch))
        running = _running()
    problems: list[FerError] = []
    for name in running:
        try:
            queue.cancel(name)
        except FerError as error:
            # What has ended by itself meanwhile is no problem.
            if name in _running():
                problems.append(error)
    if problems:
        raise problems[0]


def _running() -> list[str]:
    return [run.name for run in own.own_runs() if run.status.state == "running"]
