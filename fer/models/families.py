"""The three families of networks and their width multiplier.

- `cnn`: plain 3x3 convolutions.
- `mobilenet`: depthwise-separable blocks (Howard et al. 2017, "MobileNets", section 3.1); only the
  first convolution is a full one.
- `teacher`: a deeper plain CNN with hidden dense layers (after Simonyan & Zisserman 2015).

A family is a fixed depth and a list of channels at width 1; the width multiplier (the MobileNet
paper's alpha) scales every channel count. Channels about double where a downsampling quarters the
pixels, as in VGG and MobileNet, so that every stage costs about the same.

Multiply-accumulates are better spent on resolution (the MobileNet paper's second multiplier,
section 3.4) than on width, as long as there are any to spare: the first downsamplings are left out,
so that the last feature map has 6 or 12 pixels a side instead of 3. That changes no parameter, so
every width lies on one curve of its family.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import prod
from typing import Literal, get_args

from fer import IMAGE_SIZE, LABELS
from fer.errors import FerError
from fer.models.layers import IN_PLACE, Layer, LayerSummary, summarise

FamilyName = Literal["teacher", "mobilenet", "cnn"]
FAMILIES: tuple[FamilyName, ...] = get_args(FamilyName)
NormPosition = Literal["before", "after"]
Precision = Literal["float32", "bfloat16"]

MINIMUM_WIDTH, MAXIMUM_WIDTH = 0.05, 2.0

STAGES: dict[FamilyName, tuple[int, ...]] = {
    "teacher": (1, 2, 2, 2, 3),
    "mobilenet": (1, 2, 2, 2),
    "cnn": (1, 2, 2, 2, 2),
}
"""Convolutions (of `mobilenet`: blocks, after the first convolution) between downsamplings."""

LATE_STAGES: dict[FamilyName, tuple[int, ...]] = {
    "teacher": (1, 2, 2, 2, 3),
    "mobilenet": (1, 1, 2, 3),
    "cnn": (1, 1, 1, 2, 3),
}
"""Stages with most layers last: of some presets, and of runs too old to name their stages."""

BASE: dict[FamilyName, tuple[int, ...]] = {
    "teacher": (32, 32, 48, 96, 96, 192, 192, 352, 352, 352),
    "mobilenet": (60, 120, 200, 200, 400, 400, 1000, 1000),
    "cnn": (32, 48, 48, 96, 96, 192, 192, 320, 320),
}
"""Channels at width 1 of every convolution (of `mobilenet`: the first one, then every block)."""

TEACHER_HIDDEN = (3233, 397)
TEACHER_DROPOUT = 0.3

GRIDS = (12, 6, 3)
MACS_TO_SPEND: dict[FamilyName, dict[int, int]] = {
    "teacher": {12: 0, 6: 0},
    "mobilenet": {12: 20_000_000, 6: 150_000_000},
    "cnn": {12: 36_000_000, 6: 200_000_000},
}
"""A network takes the finest grid that keeps it within that grid's multiply-accumulates, or 3.
Those of a MobileNet take two to three times as long, its depthwise convolutions being bound by
memory."""


@dataclass(frozen=True)
class Architecture:
    """Everything that fixes a network's shape.

    Attributes:
        family: The family whose depth it has.
        channels: Output channels of every convolution (of `mobilenet`: the first convolution, then
            every block).
        grid: Side of the last feature map, in pixels: 3, 6 or 12.
        hidden: Units of the dense layers between the convolutions and the classes.
        norm: Where batch normalisation stands to the activation. "before" (Ioffe & Szegedy 2015)
            is the default; "after" is what the report's teacher had.
        dropout: Share of the features set to zero in training before each dense layer.
        stages: Convolutions between downsamplings; if not given, the family's of `STAGES`.
    """

    family: FamilyName
    channels: tuple[int, ...]
    grid: int = 3
    hidden: tuple[int, ...] = ()
    norm: NormPosition = "before"
    dropout: float = 0.0
    stages: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.family not in FAMILIES:
            raise FerError(f"There is no family '{self.family}': choose {', '.join(FAMILIES)}.")
        usual = STAGES[self.family]
        if not self.stages:
            object.__setattr__(self, "stages", usual)
        if len(self.stages) != len(usual) or min(self.stages) < 1:
            raise FerError(f"A {self.family} has {len(usual)} stages of at least 1 convolution.")
        convolutions = sum(self.stages) + (self.family == "mobilenet")
        if len(self.channels) != convolutions:
            raise FerError(
                f"A {self.family} of these stages has {convolutions} channel counts, "
                f"not {len(self.channels)}: give them all."
            )
        if self.grid not in GRIDS:
            raise FerError(f"The last feature map has 3, 6 or 12 pixels a side, not {self.grid}.")
        if min(self.channels + self.hidden) < 1:
            raise FerError("Every channel count must be at least 1.")
        if self.norm not in get_args(NormPosition):
            raise FerError(f"Batch normalisation stands before or after, not '{self.norm}'.")
        if not 0 <= self.dropout < 1:
            raise FerError(f"Dropout must be at least 0 and below 1, not {self.dropout}.")

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The layers in order, from the 48x48x1 image to the 7 logits."""
        return (*self._features(), *self._head())

    @cached_property
    def summary(self) -> list[LayerSummary]:
        """The layers with their output shapes, parameters and multiply-accumulates."""
        return summarise(self.layers)

    @property
    def parameters(self) -> int:
        """Total parameters, equal to Keras' `count_params()`."""
        return sum(row.parameters for row in self.summary)

    @property
    def macs(self) -> int:
        """Multiply-accumulates of one forward pass of one image."""
        return sum(row.macs for row in self.summary)

    @property
    def peak_activation_bytes(self) -> int:
        """Float32 bytes that input and output of the hungriest layer take for one image.

        The layers of `IN_PLACE` take no memory of their own; weights are not counted.
        """
        sizes = [IMAGE_SIZE**2]
        sizes += [prod(row.shape) for row in self.summary if row.layer.kind not in IN_PLACE]
        return 4 * max(one + other for one, other in pairwise(sizes))

    def _activated(self, layer: Layer) -> list[Layer]:
        norm, relu = Layer("batch_norm"), Layer("relu")
        return [layer, norm, relu] if self.norm == "before" else [layer, relu, norm]

    def _features(self) -> list[Layer]:
        channels = iter(self.channels)
        separable = self.family == "mobilenet"
        left_out = GRIDS[::-1].index(self.grid)
        layers: list[Layer] = []
        if separable:
            stride = 1 if left_out else 2
            layers += self._activated(Layer("conv", next(channels), kernel=3, stride=stride))
        for stage, depth in enumerate(self.stages):
            # The first convolution of a mobilenet is its first downsampling.
            downsamples = stage > 0 and stage + separable > left_out
            for position in range(depth):
                first = downsamples and position == 0
                units = next(channels)
                if separable:
                    stride = 2 if first else 1
                    layers += self._activated(Layer("depthwise", kernel=3, stride=stride))
                    layers += self._activated(Layer("conv", units))
                else:
                    if first:
                        layers.append(Layer("max_pool", kernel=2, stride=2))
                    layers += self._activated(Layer("conv", units, kernel=3))
        return layers

    def _head(self) -> list[Layer]:
        drop = [Layer("dropout", rate=self.dropout)] if self.dropout else []
        layers = [Layer("flatten" if self.hidden else "average")]
        for units in self.hidden:
            layers += drop + self._activated(Layer("dense", units))
        return [*layers, *drop, Layer("dense", len(LABELS), bias=True)]


def scaled(family: FamilyName, width: float) -> Architecture:
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
    channels = _times(BASE[family], width)
    if family == "teacher":
        hidden = _times(TEACHER_HIDDEN, width)
        return Architecture(family, channels, hidden=hidden, dropout=TEACHER_DROPOUT)
    return with_grid(family, channels)


def with_grid(
    family: FamilyName, channels: Sequence[int], stages: Sequence[int] = ()
) -> Architecture:
    """The network of these channels with the finest grid within `MACS_TO_SPEND`."""
    networks = [Architecture(family, tuple(channels), grid, stages=tuple(stages)) for grid in GRIDS]
    spend = MACS_TO_SPEND[family]
    return next((net for net in networks[:-1] if net.macs <= spend[net.grid]), networks[-1])


def widest(family: FamilyName, keeps: Callable[[Architecture], bool]) -> float | None:
    """The largest width, to two decimals, whose network keeps some limits; None if there is none.

    Of a narrower network not every size is smaller, as it may have a finer grid; so all are asked.
    """
    widths = (number / 100 for number in range(200, 4, -1))
    return next((width for width in widths if keeps(scaled(family, width))), None)


def _times(channels: Sequence[int], width: float) -> tuple[int, ...]:
    return tuple(max(1, round(width * count)) for count in channels)
