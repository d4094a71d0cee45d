"""Layers as plain data: shapes, parameters and multiply-accumulates without TensorFlow.

A network is a list of `Layer`. `summarise` walks it for the tables and the counts, and every
engine walks the same list to make its network, so they cannot drift apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fer import IMAGE_SIZE

Kind = Literal[
    "conv", "depthwise", "batch_norm", "relu", "max_pool", "average", "flatten", "dense", "dropout"
]
Precision = Literal["float32", "bfloat16"]
"""Of a training step's activations and gradients."""
IN_PLACE = frozenset({"batch_norm", "relu", "dropout", "flatten"})
"""Layers that can write over what they read."""

MINIMUM_DEVIATION = 1.0
"""Gray levels. Every network standardises its image first; below this deviation (a blank picture)
it is only centred, not stretched."""


EPSILON = 1e-3
"""What batch normalisation adds to the variance."""
NORM_MOMENTUM = 0.9
"""Of batch normalisation's moving mean and variance, a step."""


@dataclass(frozen=True)
class Layer:
    """One layer of a network.

    Attributes:
        kind: What it does; `average` is global average pooling.
        units: Output channels of a `conv` or `dense` layer.
        kernel: Side of the window of a `conv`, `depthwise` or `max_pool` layer, in pixels.
        stride: Step of that window, in pixels; padding is "same" throughout.
        bias: Whether a `conv`, `depthwise` or `dense` layer adds a bias.
        rate: Share of activations a `dropout` layer sets to zero.
    """

    kind: Kind
    units: int = 0
    kernel: int = 1
    stride: int = 1
    bias: bool = False
    rate: float = 0.0


@dataclass(frozen=True)
class LayerSummary:
    """A layer with what it yields and costs.

    Attributes:
        layer: The layer itself.
        shape: Shape of its output without the batch axis: (height, width, channels) or (channels,).
        parameters: Its parameters, batch normalisation's moving averages included, which is
            what Keras' `count_params()` counts.
        macs: Multiply-accumulates of one forward pass of one image; only convolutions and dense
            layers count, as in the MobileNet paper (Howard et al. 2017, section 3.1).
    """

    layer: Layer
    shape: tuple[int, ...]
    parameters: int
    macs: int


def summarise(layers: Sequence[Layer]) -> list[LayerSummary]:
    """Follow one 48x48x1 image through `layers` and count what each costs."""
    shape: tuple[int, ...] = (IMAGE_SIZE, IMAGE_SIZE, 1)
    summaries = []
    for layer in layers:
        before, shape = shape, _output_shape(layer, shape)
        parameters, macs = _cost(layer, before, shape)
        summaries.append(LayerSummary(layer, shape, parameters, macs))
    return summaries


def _output_shape(layer: Layer, shape: tuple[int, ...]) -> tuple[int, ...]:
    match layer.kind:
        case "conv" | "depthwise" | "max_pool":
            height, width, channels = shape
            channels = layer.units if layer.kind == "conv" else channels
            return (-(-height // layer.stride), -(-width // layer.stride), channels)
        case "average":
            return shape[-1:]
        case "flatten":
            height, width, channels = shape
            return (height * width * channels,)
        case "dense":
            return (layer.units,)
        case _:
            return shape


def _cost(layer: Layer, before: tuple[int, ...], after: tuple[int, ...]) -> tuple[int, int]:
    """Parameters and multiply-accumulates of `layer` from shape `before` to shape `after`."""
    positions = after[0] * after[1] if len(after) == 3 else 1
    match layer.kind:
        case "conv":
            weights = layer.kernel**2 * before[-1] * after[-1]
        case "depthwise":
            weights = layer.kernel**2 * after[-1]
        case "dense":
            weights = before[-1] * after[-1]
        case "batch_norm":
            return 4 * after[-1], 0
        case _:
            return 0, 0
    return weights + after[-1] * layer.bias, weights * positions
