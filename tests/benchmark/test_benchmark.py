import time

import pytest

from fer.benchmark import benchmark, speed
from fer.benchmark.calibration import calibrate
from fer.benchmark.turns import rate
from fer.engines import Place, choose, installed
from fer.models import PRESETS, Architecture


def test_a_rate_is_counted_over_calls_of_growing_length(monkeypatch: pytest.MonkeyPatch) -> None:
    calls, clock = [], [0.0]
    monkeypatch.setattr(time, "perf_counter", lambda: clock[0])

    def work(times: int) -> None:
        calls.append(times)
        clock[0] += 0.25 + times / 1000

    assert rate(work, 4.0) == pytest.approx(calls[-1] / (0.25 + calls[-1] / 1000))
    assert calls[0] == 1
    assert calls == sorted(set(calls))
    assert 0.25 + calls[-1] / 1000 >= 2 > 0.25 + calls[-2] / 1000


def test_speeds_of_a_preset(monkeypatch: pytest.MonkeyPatch) -> None:
    # Compiling takes its time by the layer.
    monkeypatch.setitem(
        PRESETS, "cnn-61k", Architecture("cnn", (2, 2, 4, 4, 8), stages=(1, 1, 1, 1, 1))
    )
    result = benchmark(choose(), ["cnn-61k"], rounds=1, seconds=0.05)
    (row,) = result["training"]
    assert row["network"] == "cnn-61k"
    assert row["images_per_second"] > 0
    assert 0 < row["gemm_share"] < 2
    assert (row["torch_images_per_second"] is None) == (not installed("torch"))
    assert [(each["network"], each["batch"]) for each in result["inference"]] == [
        ("cnn-61k", 1),
        ("cnn-61k", 64),
    ]
    assert all(each["milliseconds"] > 0 for each in result["inference"])


def test_a_calibration_covers_every_family(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "images_per_second", lambda *_: 100.0)
    measurements = list(calibrate(Place("tensorflow", "cpu")))
    assert {each.family for each in measurements} == {"teacher", "mobilenet", "cnn"}
    assert {each.seconds for each in measurements} == {0.01}


def test_speeds_of_pytorch() -> None:
    pytest.importorskip("torch")
    place = choose("torch", "cpu")
    result = benchmark(place, ["cnn-61k"], rounds=1, seconds=0.05, precision="bfloat16")
    assert (result["engine"], result["device"], result["precision"]) == ("torch", "cpu", "bfloat16")
    (row,) = result["training"]
    assert row["images_per_second"] == row["torch_images_per_second"] > 0
    assert row["ratio"] == 1
    assert row["gemm_share"] > 0
