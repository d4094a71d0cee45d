import itertools

import pytest

from fer.charts.ticks import MOST, linear_ticks, log_ticks, share_ticks

SPANS = [(low, low * factor) for low in (0.07, 0.2, 3, 900, 12e3, 5e6) for factor in (1.3, 9, 1e4)]


@pytest.mark.parametrize(("low", "high"), SPANS)
@pytest.mark.parametrize("binary", [False, True])
@pytest.mark.parametrize("ticks", [log_ticks, linear_ticks])
def test_ticks_are_within_in_order_and_never_repeat(ticks, low, high, binary) -> None:
    low, high = (1024 * low, 1024 * high) if binary else (low, high)
    found = ticks(low, high, binary=binary)
    places, texts = zip(*found, strict=True)
    assert 2 <= len(found) <= MOST + 1
    assert low <= min(places) <= max(places) <= high
    assert all(one < other for one, other in itertools.pairwise(places))
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(("low", "high"), [(0.646, 0.652), (0.5, 0.72), (0, 1), (0.66, 0.66001)])
def test_shares_have_as_many_digits_as_tell_them_apart(low, high) -> None:
    texts = [text for _, text in share_ticks(low, high)]
    assert len(set(texts)) == len(texts) <= MOST + 1


def test_what_ticks_say() -> None:
    assert [text for _, text in log_ticks(0.1, 8)] == ["0.1", "0.2", "0.5", "1", "2", "5"]
    assert [text for _, text in log_ticks(15e3, 9e6)][:3] == ["20k", "50k", "100k"]
    assert [text for _, text in log_ticks(80e3, 9e6, binary=True)] == [
        "100 KB", "200 KB", "500 KB", "1 MB", "2 MB", "5 MB",
    ]  # fmt: skip
    assert [text for _, text in share_ticks(0.5, 0.72)] == ["50%", "55%", "60%", "65%", "70%"]
