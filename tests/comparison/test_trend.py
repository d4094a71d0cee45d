import numpy as np
import pandas as pd
import pytest

from fer.comparison.trend import crossing, fit

SIZES = np.geomspace(1e4, 5e6, 6)


def family(intercept: float, slope: float, bend: float = 0.0, noise: float = 0.0) -> pd.DataFrame:
    steps = np.log10(SIZES) - 5
    random = np.random.default_rng(0)
    value = intercept + slope * steps + bend * steps**2 + noise * random.normal(size=len(SIZES))
    return pd.DataFrame(
        {"size": SIZES, "y": value, "y_low": value - 0.005, "y_high": value + 0.005}
    )


def test_a_parabola_is_found_again() -> None:
    trend = fit(family(0.62, 0.04, -0.01), "size", "y")
    value, low, high = trend.predict(1e5)
    assert value == pytest.approx(0.62, abs=1e-6)
    assert low < value < high


def test_scatter_widens_what_is_expected_of_a_new_network() -> None:
    neat, untidy = fit(family(0.6, 0.04), "size", "y"), fit(family(0.6, 0.04, 0, 0.03), "size", "y")
    widths = [high - low for _, low, high in (neat.predict(1e5), untidy.predict(1e5))]
    assert widths[1] > 3 * widths[0]


def test_fewer_than_three_sizes_have_no_trend() -> None:
    assert fit(family(0.6, 0.04).iloc[:2], "size", "y") is None
    line = fit(family(0.6, 0.04).iloc[:4], "size", "y")
    assert len(line.coefficients) == 2


def test_a_clear_crossing_is_found_and_a_doubtful_one_is_not() -> None:
    first, second = family(0.62, 0.01), family(0.60, 0.05)
    middle, low, high = crossing(fit(first, "size", "y"), fit(second, "size", "y"))
    # They meet half a decade above 1e5.
    assert low < 10**5.5 < high
    assert middle == pytest.approx(10**5.5, rel=0.1)
    assert crossing(fit(second, "size", "y"), fit(first, "size", "y")) is None
    assert crossing(fit(first, "size", "y"), fit(first, "size", "y")) is None
