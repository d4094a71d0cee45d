"""How a family's accuracy goes with its size: a smooth trend, and where two of them cross."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

DRAWS = 2000
STUDENT_97_5 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)
"""Student's t for a two-sided 95% interval with 1 to 10 degrees of freedom."""


@dataclass(frozen=True, eq=False)
class Trend:
    """A polynomial in the logarithm of the size, fitted by least squares.

    Attributes:
        coefficients: float64 (k,), the highest power of log10(size) first.
        covariance: float64 (k, k), of the coefficients.
        low: The smallest size that was measured.
        high: The largest one.
        scatter: Standard deviation of a network around the trend.
        freedom: Networks beyond the coefficients.
        recipe: How the networks were trained.
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    low: float
    high: float
    scatter: float
    freedom: int
    recipe: str

    def at(self, sizes: Sequence[float]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The trend at some sizes with its pointwise 95% interval.

        Returns:
            (value, low, high), float64 (n,) each.
        """
        powers = np.vander(np.log10(np.asarray(sizes, float)), len(self.coefficients))
        value = powers @ self.coefficients
        half = self._student * np.sqrt(np.einsum("ij,jk,ik->i", powers, self.covariance, powers))
        return value, value - half, value + half

    def predict(self, size: float) -> tuple[float, float, float]:
        """What a network of this size is expected to reach, with a 95% prediction interval."""
        value, low, _ = (each[0] for each in self.at([size]))
        half = np.hypot(value - low, self._student * self.scatter)
        return float(value), float(value - half), float(value + half)

    @property
    def _student(self) -> float:
        if self.freedom <= len(STUDENT_97_5):
            return STUDENT_97_5[self.freedom - 1]
        # The expansion in 1 / freedom, off by less than 0.001 from here on.
        return np.polyval((2.556, 2.822, 2.372, 1.96), 1 / self.freedom)


def by_family(points: pd.DataFrame, size: str, measure: str) -> dict[str, Trend]:
    """The trend of each small family's plain networks of one recipe.

    Args:
        points: `fer.comparison.points`.
        size: The column of sizes.
        measure: The column of figures.

    Returns:
        By family, where its commonest recipe has enough sizes.
    """
    plain = points[~points["distilled"] & points["family"].isin(["mobilenet", "cnn"])]
    found = {}
    for family, rows in plain.groupby("family", sort=False):
        recipe = rows["recipe"].mode().iloc[0]
        trend = fit(rows[rows["recipe"] == recipe], size, measure)
        if trend:
            found[family] = trend
    return found


def fit(rows: pd.DataFrame, size: str, measure: str) -> Trend | None:
    """Least squares over networks of one family and recipe, those of more seeds counting more.

    A parabola from five sizes on, a line for fewer. The residuals say how far networks scatter, so
    that the test images, which all networks share, are not taken for independent draws.

    Args:
        rows: Networks with the columns `size`, `measure`, `seeds` and `recipe`.
        size: The column of sizes.
        measure: The column of figures.

    Returns:
        The trend; None for fewer than three sizes.
    """
    rows = rows.dropna(subset=[size, measure])
    sizes = rows[size].to_numpy(float)
    count = len(np.unique(sizes))
    if count < 3:
        return None
    powers = np.vander(np.log10(sizes), 3 if count >= 5 else 2)
    weights = rows["seeds"].to_numpy(float)
    inverse = np.linalg.inv((powers.T * weights) @ powers)
    values = rows[measure].to_numpy(float)
    coefficients = inverse @ (powers.T * weights) @ values
    freedom = len(values) - len(coefficients)
    variance = float((weights * (values - powers @ coefficients) ** 2).sum() / freedom)
    return Trend(
        coefficients,
        variance * inverse,
        sizes.min(),
        sizes.max(),
        float(np.sqrt(variance)),
        freedom,
        rows["recipe"].iloc[0],
    )


@dataclass(frozen=True)
class Crossing:
    """Where two families' trends cross.

    Attributes:
        leader: The family that is better at smaller sizes.
        size: Where the other takes over.
        low: Lower end of its 95% interval.
        high: Upper end.
    """

    leader: str
    size: float
    low: float
    high: float


def crossing(
    trends: Mapping[str, Trend], *, lower_is_better: bool = False, seed: int = 0
) -> Crossing | None:
    """Where the trend of two families that leads at small sizes falls behind the other.

    Args:
        trends: Two families' trends.
        lower_is_better: Whether the measure is one of loss.
        seed: Of the draws.

    Returns:
        None unless 95% of the trends that the fits allow cross just once, one way, between the
        sizes both families have.
    """
    if len(trends) != 2:
        return None
    first, second = trends.values()
    low, high = max(first.low, second.low), min(first.high, second.high)
    if low >= high:
        return None
    grid = np.linspace(np.log10(low), np.log10(high), 400)
    random = np.random.default_rng(seed)
    ahead = _draws(first, grid, random) - _draws(second, grid, random)
    signs = np.sign(-ahead if lower_is_better else ahead)
    changes = np.diff(signs, axis=1) != 0
    for family, start in zip(trends, (1, -1), strict=True):
        once = (changes.sum(axis=1) == 1) & (signs[:, 0] == start)
        if once.mean() >= 0.95:
            places = 10 ** grid[changes[once].argmax(axis=1)]
            return Crossing(family, *map(float, np.quantile(places, [0.5, 0.025, 0.975])))
    return None


def _draws(trend: Trend, grid: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Trends that the fit allows, of a multivariate t distribution: float64 (DRAWS, n)."""
    normal = random.multivariate_normal(np.zeros(len(trend.coefficients)), trend.covariance, DRAWS)
    stretch = np.sqrt(trend.freedom / random.chisquare(trend.freedom, (DRAWS, 1)))
    return (trend.coefficients + normal * stretch) @ np.vander(grid, len(trend.coefficients)).T
