"""A minute of measuring that makes the estimates of training time fit a machine."""

from collections.abc import Iterator

from fer.benchmark import BATCH_SIZE, speed
from fer.engines import Place
from fer.estimate import Measurement
from fer.models import scaled

WIDTHS: dict[str, tuple[float, ...]] = {
    "mobilenet": (0.05, 0.2, 0.6, 1.4),
    "cnn": (0.05, 0.2, 0.6, 1.4),
    "teacher": (0.1, 0.5),
}


TURNS = 3
"""The fastest turn counts: whatever else the machine does (show the page, say) only slows."""


def calibrate(place: Place, seconds: float = 1.0) -> Iterator[Measurement]:
    """Time training steps of some widths of every family, `seconds` each."""
    for family, widths in WIDTHS.items():
        for width in widths:
            network = scaled(family, width)
            fastest = max(
                speed.images_per_second(place, network, BATCH_SIZE, seconds / TURNS, True)
                for _ in range(TURNS)
            )
            yield Measurement.of(network, BATCH_SIZE, 1 / fastest)
