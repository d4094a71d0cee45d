import pytest

from fer.runs import Status
from fer.runs.progress import attempt_words, duration, progress


@pytest.mark.parametrize(
    ("status", "share", "text"),
    [
        (Status("queued"), 0, "Queued: starts when the runs before it are done"),
        (Status("running"), 0, "Starting: it takes some seconds to load"),
        (
            Status("running", epoch=1, step=5, steps=10, images_per_second=1234, eta_seconds=600),
            0.375,
            "Running: epoch 2 of 4, 1,234 images/s, about 10 min left",
        ),
        (
            Status("running", launcher="ray", job="fer-1"),
            0,
            "Starting: the cluster has it, and gives it the next place",
        ),
        (Status("cancelled", epoch=2, steps=10), 0.5, "Cancelled: epoch 3 of 4"),
        (Status("cancelled"), 0, "Cancelled before it began"),
        (Status("failed", message="No room on disk."), 0, "Failed: No room on disk."),
        (Status("finished", epoch=4, steps=10), 1, "Finished: 4 epochs"),
    ],
)
def test_progress_in_words(status: Status, share: float, text: str) -> None:
    shown = progress(status, 4)
    assert (shown.share, shown.text) == (share, text)


def test_a_place_in_the_queue_and_an_attempt_in_words() -> None:
    waits = [progress(Status("queued"), 4, before=before).text for before in (0, 1, 1200)]
    assert waits == [
        "Queued: starts when there is a place",
        "Queued: 1 run before it",
        "Queued: 1,200 runs before it",
    ]
    assert attempt_words(Status("running")) == ""
    said = attempt_words(Status("running", attempt=2))
    assert said == " (attempt 2 of 4: a worker was lost)"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "1 s"), (59, "59 s"), (125, "2 min"), (3600, "60 min"), (9000, "2.5 h")],
)
def test_duration_in_words(seconds: float, text: str) -> None:
    assert duration(seconds) == text
