"""How a family's accuracy goes with its size: a smooth trend, and where two of them cross."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fer.evaluation import Z_95

DRAWS = 2000


@dataclass(frozen=True, eq=False)
class Trend:
    """A polynomial in the logarithm of the size.

    Attributes:
        coefficients: Float64 (k,), the highest power of log10(size) first.
        covariance: Float64 (k, k), of the coefficients.
        low: The smallest size that was measured.
        high: The largest one.
        scatter: Standard deviation of a network around the trend beyond its own interval.
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    low: float
    high: float
    scatter: float

    def at(self, sizes: Sequence[float]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The trend at some sizes with its pointwise 95 % interval.

        Returns:
            (value, low, high), float64 (n,) each.
        """
        powers = np.vander(np.log10(np.asarray(sizes, float)), len(self.coefficients))
        value = powers @ self.coefficients
        half = Z_95 * np.sqrt(np.einsum("ij,jk,ik->i", powers, self.covariance, powers))
        return value, value - half, value + half

    def predict(self, size: float) -> tuple[float, float, float]:
        """What a network of this size is expected to reach, with a 95 % interval.

        The interval holds the trend's uncertainty and the networks' scatter around it, not the
        sampling of the test images, which a new network would share with the old ones.
        """
        value, low, _ = (each[0] for each in self.at([size]))
        half = Z_95 * np.hypot((value - low) / Z_95, self.scatter)
        return float(value), float(value - half), float(value + half)


def fit(frame: pd.DataFrame, size: str, measure: str) -> Trend | None:
    """Weighted least squares over the rows of one family.

    A parabola from five sizes on, a line for three or four.

    Args:
        frame: `points` of one family and one way of training.
        size: The column of sizes.
        measure: The column of figures, with `_low` and `_high`.

    Returns:
        The trend; None for fewer than three sizes.
    """
    frame = frame.dropna(subset=[size, measure])
    sizes = frame[size].to_numpy(float)
    count = len(np.unique(sizes))
    if count < 3:
        return None
    degree = 2 if count >= 5 else 1
    errors = ((frame[f"{measure}_high"] - frame[f"{measure}_low"]) / (2 * Z_95)).to_numpy()
    powers = np.vander(np.log10(sizes), degree + 1)
    weighted = powers / errors[:, np.newaxis]
    covariance = np.linalg.inv(weighted.T @ weighted)
    values = frame[measure].to_numpy(float)
    coefficients = covariance @ weighted.T @ (values / errors)
    residuals = values - powers @ coefficients
    freedom = len(values) - degree - 1
    misfit = float((residuals**2 / errors**2).sum() / freedom) if freedom else 1.0
    scatter = float(np.sqrt(max(0.0, misfit - 1)) * errors.mean())
    return Trend(coefficients, covariance * max(1.0, misfit), sizes.min(), sizes.max(), scatter)


def crossing(first: Trend, second: Trend, seed: int = 0) -> tuple[float, float, float] | None:
    """Where the first trend, ahead at small sizes, falls behind the second.

    Returns:
        The size, and the ends of its 95 % interval; None unless 95 % of the trends that the
        intervals allow cross just once, that way, between the sizes both families have.
    """
    low, high = max(first.low, second.low), min(first.high, second.high)
    if low >= high:
        return None
    grid = np.linspace(np.log10(low), np.log10(high), 400)
    random = np.random.default_rng(seed)
    ahead = [_draws(first, grid, random) - _draws(second, grid, random)]
    signs = np.sign(ahead[0])
    changes = np.diff(signs, axis=1) != 0
    once = (changes.sum(axis=1) == 1) & (signs[:, 0] > 0)
    if once.mean() < 0.95:
        return None
    places = 10 ** grid[changes[once].argmax(axis=1)]
    return tuple(float(value) for value in np.quantile(places, [0.5, 0.025, 0.975]))


def _draws(trend: Trend, grid: np.ndarray, random: np.random.Generator) -> np.ndarray:
    coefficients = random.multivariate_normal(trend.coefficients, trend.covariance, DRAWS)
    return coefficients @ np.vander(grid, len(trend.coefficients)).T
