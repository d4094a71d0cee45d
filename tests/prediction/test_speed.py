from fer.models import Architecture
from fer.prediction import milliseconds, times

LARGE = Architecture("cnn", (2, 2, 4, 4, 8, 8), stages=(1, 1, 1, 1, 2))


def test_a_network_is_timed_once(finished_run) -> None:
    run = finished_run("tiny")
    assert milliseconds(run) > 0
    assert milliseconds(run) == milliseconds(finished_run("same", seed=1))


def test_what_cannot_be_timed_has_no_time(finished_run) -> None:
    runs = [finished_run("good"), finished_run("torn", architecture=LARGE)]
    milliseconds(runs[0])
    (runs[1].folder / "model.safetensors").write_bytes(b"")
    shares: list[float] = []
    assert times(runs, shares.append) == {"good": milliseconds(runs[0])}
    assert shares == [0.5]


def test_no_more_is_timed_than_is_wanted(finished_run) -> None:
    shape = Architecture("cnn", (2, 2, 4, 4, 9), stages=(1, 1, 1, 1, 1))
    runs = [finished_run("other", architecture=shape)]
    assert times(runs, float, most=0) == {}
    assert list(times(runs, float, most=1)) == ["other"]
