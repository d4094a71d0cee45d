"""The width multiplier (the MobileNet paper's alpha), which scales every channel count."""

from collections.abc import Callable, Sequence

from fer.errors import FerError
from fer.models.architecture import GRIDS, Architecture
from fer.models.families import FAMILIES

MINIMUM_WIDTH, MAXIMUM_WIDTH = 0.05, 2.0


def scaled(family: str, width: float) -> Architecture:
    """The family's network with every channel count multiplied by `width` and rounded.

    Raises:
        FerError: The family does not exist or the width lies outside 0.05 to 2.
    """
    if family not in FAMILIES:
        raise FerError(f"There is no family '{family}': choose {', '.join(FAMILIES)}.")
    if not MINIMUM_WIDTH <= width <= MAXIMUM_WIDTH:
        raise FerError(
            f"The width multiplier must lie between {MINIMUM_WIDTH} and {MAXIMUM_WIDTH:g}, "
            f"not {width:g}."
        )
    of = FAMILIES[family]
    channels, hidden = _times(of.channels, width), _times(of.hidden, width)
    return with_grid(family, channels, hidden=hidden, dropout=of.dropout)


def with_grid(
    family: str, channels: Sequence[int], stages: Sequence[int] = (), **shape: object
) -> Architecture:
    """The network of these channels with the finest grid that its family spends so much on.

    Args:
        family: Its family.
        channels: Its channel counts.
        stages: Convolutions between downsamplings; if not given, the family's.
        shape: What else to give `Architecture`.
    """
    networks = [
        Architecture(family, tuple(channels), grid, stages=tuple(stages), **shape) for grid in GRIDS
    ]
    spend = FAMILIES[family].macs_to_spend
    return next((net for net in networks[:-1] if net.macs <= spend.get(net.grid, 0)), networks[-1])


def widest(family: str, keeps: Callable[[Architecture], bool]) -> float | None:
    """The largest width, to two decimals, whose network keeps some limits; None if there is none.

    Of a narrower network not every size is smaller, as it may have a finer grid; so all are asked.
    """
    widths = (number / 100 for number in range(200, 4, -1))
    return next((width for width in widths if keeps(scaled(family, width))), None)


def _times(channels: Sequence[int], width: float) -> tuple[int, ...]:
    return tuple(max(1, round(width * count)) for count in channels)
