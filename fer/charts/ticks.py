"""Where an axis has its ticks, and what they say: round numbers, none twice."""

from math import ceil, floor, log10

KILO = 1024
MOST = 8
"""Ticks of an axis; a phone shows as many."""
_DENSITIES = ((1, 2, 3, 5, 7), (1, 2, 5), (1, 3), (1,))
"""Mantissas of a logarithmic axis's ticks, the closest first."""
_STEPS = tuple(m * 10.0**e for e in range(-4, 1) for m in (1, 2, 5))

Ticks = list[tuple[float, str]]
"""Places and their texts, in order."""


def log_ticks(low: float, high: float, *, binary: bool = False) -> Ticks:
    """Ticks of a logarithmic axis.

    Args:
        low: Its least value, above 0.
        high: Its greatest.
        binary: Whether the values are bytes, to be told in KB and MB of 1,024.
    """
    for mantissas in _DENSITIES:
        found = [tick for tick in _round(low, high, mantissas, binary) if low <= tick[0] <= high]
        if len(found) <= MOST:
            break
    # Less than a step of them: as on any other axis.
    return found if len(found) > 1 else linear_ticks(low, high, binary=binary)


def linear_ticks(low: float, high: float, *, binary: bool = False) -> Ticks:
    """Ticks of a linear axis of sizes; see `log_ticks`."""
    if high <= low:
        return [(low, short(low, binary=binary))]
    unit = KILO if binary else 1
    step = _step((high - low) / unit)
    first, last = ceil(low / unit / step), floor(high / unit / step)
    found = [round(n * step, 12) for n in range(first, last + 1)]
    return [(value * unit, short(value * unit, binary=binary)) for value in found]


def share_ticks(low: float, high: float) -> Ticks:
    """Ticks of a linear axis of shares, in percent with as few digits as tell them apart."""
    step = next((step for step in _STEPS if (high - low) / step <= MOST), 1.0)
    digits = max(0, -floor(log10(step) + 1e-9) - 2)
    places = [n * step for n in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]
    return [(place, f"{100 * place:.{digits}f}%") for place in places]


def short(value: float, *, binary: bool = False) -> str:
    """A size in few characters: `20k`, `1.5M`, `0.2`; `500 KB`, `1 MB`."""
    if binary:
        mega = value >= KILO**2
        return f"{value / KILO ** (2 if mega else 1):,.6g} {'MB' if mega else 'KB'}"
    for unit, sign in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= unit:
            return f"{value / unit:.6g}{sign}"
    return f"{value:.6g}"


def _round(low: float, high: float, mantissas: tuple[int, ...], binary: bool) -> Ticks:
    """Round numbers around `low` to `high`; of bytes, round in KB up to 999 of them, then in MB."""
    if binary:
        decades = range(floor(log10(low / KILO)), 3)
        values = [float(f"{m}e{decade}") * KILO for decade in decades for m in mantissas]
        values += [m * 10.0**decade * KILO**2 for decade in range(4) for m in mantissas]
    else:
        decades = range(floor(log10(low)), ceil(log10(high)) + 1)
        values = [float(f"{m}e{decade}") for decade in decades for m in mantissas]
    return [(value, short(value, binary=binary)) for value in values]


def _step(span: float) -> float:
    """A round step that cuts a span into at most `MOST` parts."""
    power = 10.0 ** floor(log10(span / MOST))
    return next(m * power for m in (1, 2, 5, 10) if span / (m * power) <= MOST)
