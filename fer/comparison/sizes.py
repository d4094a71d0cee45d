"""What a run can cost: the sizes that accuracy is drawn against and that a budget limits."""

from collections.abc import Callable
from dataclasses import dataclass

from fer.comparison.amounts import amount
from fer.models import Architecture
from fer.runs import Run
from fer.runs.weights import half_bytes


@dataclass(frozen=True)
class Size:
    """A size of a run, the better the lower.

    Attributes:
        name: Its column of `fer.comparison.table`.
        label: What an axis calls it.
        short: What a column calls it.
        unit: What its values are called in a sentence.
        divisor: How many of the column's units make one of `unit`.
        of_run: Its value of a finished run; None for what is measured on this machine.
        of_network: Its value of a network that nobody has trained; None where it has none.
        limit: What a limit of it is called; None where nobody would set one.
        help: What to know of it before setting a limit.
    """

    name: str
    label: str
    short: str
    unit: str
    divisor: int = 1
    of_run: Callable[[Run], float] | None = None
    of_network: Callable[[Architecture], float] | None = None
    limit: str | None = None
    help: str | None = None

    def words(self, value: float) -> str:
        """A value of the column in words, such as `12 KB of weights`."""
        return f"{amount(value / self.divisor)} {self.unit}"


SIZES = {
    size.name: size
    for size in (
        Size(
            "parameters",
            "Parameters",
            "parameters",
            "parameters",
            of_run=lambda run: run.config.architecture.parameters,
            of_network=lambda network: network.parameters,
            limit="Parameters",
        ),
        Size(
            "macs",
            "MACs a face",
            "MACs",
            "MACs",
            of_run=lambda run: run.config.architecture.macs,
            of_network=lambda network: network.macs,
            limit="MACs (millions)",
            help="Multiply-accumulates for one face.",
        ),
        Size(
            "bytes",
            "Bytes of the weights' file (float16)",
            "bytes",
            "KB of weights",
            1024,
            of_run=lambda run: run.metrics["bytes"],
            of_network=lambda network: half_bytes(network.layers),
            limit="Weights (KB, float16)",
            help="The file as it is shipped: two bytes a parameter, and its list of weights. An "
            "export to int8 has about half. A KB is 1,024 bytes.",
        ),
        Size(
            "peak_bytes",
            "Peak bytes of activations (float32)",
            "peak bytes",
            "KB of activations",
            1024,
            of_run=lambda run: run.config.architecture.peak_activation_bytes,
            of_network=lambda network: network.peak_activation_bytes,
            limit="Activations (KB, float32)",
            help="Input and output of the hungriest layer for one face; int8 needs a quarter.",
        ),
        Size(
            "milliseconds",
            "Milliseconds a face, here",
            "ms",
            "ms a face",
            limit="ms a face, here",
            help="ONNX Runtime on one thread of this computer, measured on the spot.",
        ),
        Size(
            "training_seconds",
            "Seconds of training steps",
            "training s",
            "seconds of training",
            of_run=lambda run: run.metrics["training_seconds"],
        ),
    )
}
"""By name. `milliseconds` are empty in a table until `fer.prediction.times` has measured them on
this machine."""
