import numpy as np
import pandas as pd
import pytest

from fer.comparison.trend import by_family, crossing, fit

SIZES = np.geomspace(1e4, 5e6, 6)


def family(intercept: float, slope: float, bend: float = 0.0, noise: float = 0.0) -> pd.DataFrame:
    steps = np.log10(SIZES) - 5
    random = np.random.default_rng(0)
    value = intercept + slope * steps + bend * steps**2 + noise * random.normal(size=len(SIZES))
    return pd.DataFrame({"size": SIZES, "y": value, "seeds": 1, "recipe": "40 epochs"})


def test_a_parabola_is_found_again() -> None:
    trend = fit(family(0.62, 0.04, -0.01), "size", "y")
    value, low, high = trend.predict(1e5)
    assert value == pytest.approx(0.62, abs=1e-6)
    assert low <= value <= high


def test_a_new_network_lies_in_its_interval_as_often_as_that_says() -> None:
    random, inside = np.random.default_rng(0), 0
    for _ in range(300):
        rows = family(0.6, 0.04)
        rows["y"] += 0.006 * random.normal(size=len(rows))
        _, low, high = fit(rows, "size", "y").predict(3e5)
        steps = np.log10(3e5) - 5
        inside += low <= 0.6 + 0.04 * steps + 0.006 * random.normal() <= high
    assert 0.91 < inside / 300 < 0.99


def test_fewer_than_three_sizes_have_no_trend() -> None:
    assert fit(family(0.6, 0.04).iloc[:2], "size", "y") is None
    line = fit(family(0.6, 0.04).iloc[:4], "size", "y")
    assert len(line.coefficients) == 2


def test_a_family_is_fitted_to_its_commonest_recipe() -> None:
    rows = family(0.6, 0.04).assign(family="cnn", distilled=False)
    rows.loc[0, ["recipe", "y"]] = "1 epochs", 0.1
    trends = by_family(rows, "size", "y")
    assert list(trends) == ["cnn"]
    assert trends["cnn"].low == SIZES[1]
    assert trends["cnn"].recipe == "40 epochs"


def test_a_clear_crossing_is_found_whoever_leads() -> None:
    flat = fit(family(0.62, 0.01, noise=0.001), "size", "y")
    steep = fit(family(0.60, 0.05, noise=0.001), "size", "y")
    # They meet half a decade above 1e5.
    for trends in ({"cnn": flat, "mobilenet": steep}, {"mobilenet": steep, "cnn": flat}):
        found = crossing(trends)
        assert found.leader == "cnn"
        assert found.low < 10**5.5 < found.high
        assert crossing(trends, lower_is_better=True).leader == "mobilenet"


def test_a_doubtful_crossing_is_none() -> None:
    first = fit(family(0.62, 0.010, noise=0.01), "size", "y")
    second = fit(family(0.615, 0.015, noise=0.01), "size", "y")
    assert crossing({"cnn": first, "mobilenet": second}) is None
    assert crossing({"cnn": first}) is None
