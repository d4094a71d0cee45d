"""Numbers that lie within a range, or are refused in a sentence."""

from math import isfinite

from fer.errors import FerError
from fer.runs.quoting import quote

MOST_SEED = 2**32 - 1
"""What NumPy's and Keras' generators take."""


def require_seed(name: str, value: int) -> None:
    """Refuse a seed that lies outside of 0 to `MOST_SEED`."""
    if not 0 <= value <= MOST_SEED:
        raise FerError(f"{name} must lie between 0 and {MOST_SEED:,}, not {quote(value)}.")


def require_between(name: str, value: float, low: float, high: float) -> None:
    """Refuse a number that is not finite or lies outside of `low` to `high`."""
    if not (isfinite(value) and low <= value <= high):
        raise FerError(f"{name} must lie between {low:g} and {high:g}, not {value:g}.")
