"""Numbers in words."""


def amount(value: float) -> str:
    """A size in words, to three digits."""
    for limit, divisor, prefix in ((1e6, 1e6, " million"), (1e4, 1e3, " thousand")):
        if value >= limit:
            return f"{value / divisor:,.3g}{prefix}"
    return f"{value:,.3g}" if value < 1000 else f"{value:,.0f}"
