"""A network's shape: a family's depth with channel counts, and what else fixes its layers."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import prod
from typing import Literal, get_args

from fer import IMAGE_SIZE
from fer.errors import FerError
from fer.models.families import FAMILIES
from fer.models.layers import IN_PLACE, Layer, LayerSummary, summarise
from fer.schema import FER2013, LEAST_CLASSES, MOST_CLASSES

NormPosition = Literal["before", "after"]

GRIDS = (12, 6, 3)
"""Sides of a last feature map, in pixels. Multiply-accumulates are better spent on resolution (the
MobileNet paper's second multiplier, section 3.4) than on width, as long as there are any to spare:
the first downsamplings are left out, which changes no parameter."""

KERNELS = (3, 5, 7, 9)
"""Sides of a convolution's window, in pixels."""

MOST_CHANNELS, MOST_LAYERS, MOST_PARAMETERS = 65_536, 100, 1_000_000_000
"""Limits of any network, far beyond what 48x48 pixels can use: ten times the widest layer of the
widest family, eight times its depth and 15 times its parameters (4 GB in float32). Every count of a
network is then within 64 bits."""


@dataclass(frozen=True)
class Architecture:
    """Everything that fixes a network's shape.

    Attributes:
        family: Name of the family whose depth it has.
        channels: Output channels of every convolution (of `mobilenet`: the first convolution, then
            every block).
        grid: Side of the last feature map, in pixels: 3, 6 or 12.
        hidden: Units of the dense layers between the convolutions and the classes.
        norm: Where batch normalisation stands to the activation. "before" (Ioffe & Szegedy 2015)
            is the default; "after" is what the report's teacher had.
        dropout: Share of the features set to zero in training before each dense layer.
        stages: Convolutions between downsamplings; if not given, the family's.
        kernel: Side of the windows of the 3x3 convolutions (of `mobilenet`: of the depthwise ones),
            where they are not 3: odd, in pixels.
        classes: Classes that it tells apart; FER2013's seven if not given.
    """

    family: str
    channels: tuple[int, ...]
    grid: int = 3
    hidden: tuple[int, ...] = ()
    norm: NormPosition = "before"
    dropout: float = 0.0
    stages: tuple[int, ...] = ()
    kernel: int = 3
    classes: int = len(FER2013.classes)

    def __post_init__(self) -> None:
        if self.family not in FAMILIES:
            raise FerError(f"There is no family '{self.family}': choose {', '.join(FAMILIES)}.")
        family = FAMILIES[self.family]
        if not self.stages:
            object.__setattr__(self, "stages", family.stages)
        if len(self.stages) != len(family.stages) or min(self.stages) < 1:
            raise FerError(
                f"A {self.family} has {len(family.stages)} stages of at least 1 convolution."
            )
        convolutions = sum(self.stages) + family.stem
        if convolutions + len(self.hidden) > MOST_LAYERS:
            raise FerError(f"A network has at most {MOST_LAYERS} convolutions and dense layers.")
        if len(self.channels) != convolutions:
            raise FerError(
                f"A {self.family} of these stages has {convolutions} channel counts, "
                f"not {len(self.channels)}: give them all."
            )
        if self.grid not in GRIDS:
            raise FerError(f"The last feature map has 3, 6 or 12 pixels a side, not {self.grid}.")
        counts = self.channels + self.hidden
        if min(counts) < 1 or max(counts) > MOST_CHANNELS:
            raise FerError(f"Every channel count must lie between 1 and {MOST_CHANNELS:,}.")
        if self.kernel not in KERNELS:
            raise FerError(f"A kernel has 3, 5, 7 or 9 pixels a side, not {self.kernel}.")
        if self.norm not in get_args(NormPosition):
            raise FerError(f"Batch normalisation stands before or after, not '{self.norm}'.")
        if not LEAST_CLASSES <= self.classes <= MOST_CLASSES:
            raise FerError(
                f"A network tells {LEAST_CLASSES} to {MOST_CLASSES} classes apart, not "
                f"{self.classes}."
            )
        if not 0 <= self.dropout < 1:
            raise FerError(f"Dropout must be at least 0 and below 1, not {self.dropout}.")
        if self._weights_of_full_convolutions > MOST_PARAMETERS < self.parameters:
            raise FerError(
                f"This network has {self.parameters:,} parameters, and {MOST_PARAMETERS:,} are the "
                "most: choose fewer channels."
            )

    @property
    def _weights_of_full_convolutions(self) -> int:
        """At least the network's weights, told sooner than they are counted."""
        dense = (self.grid**2 * self.channels[-1], *self.hidden, self.classes)
        return self.kernel**2 * sum(a * b for a, b in pairwise((1, *self.channels))) + sum(
            a * b for a, b in pairwise(dense)
        )

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The layers in order, from the 48x48x1 image to the logits, one a class."""
        drop = [Layer("dropout", rate=self.dropout)] if self.dropout else []
        head = [Layer("flatten" if self.hidden else "average")]
        for units in self.hidden:
            head += drop + self.activated(Layer("dense", units))
        head += [*drop, Layer("dense", self.classes, bias=True)]
        return (*FAMILIES[self.family].features(self), *head)

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

    @property
    def left_out(self) -> int:
        """How many of the first downsamplings are left out."""
        return GRIDS[::-1].index(self.grid)

    def activated(self, layer: Layer) -> list[Layer]:
        """A layer with its normalisation and activation."""
        norm, relu = Layer("batch_norm"), Layer("relu")
        return [layer, norm, relu] if self.norm == "before" else [layer, relu, norm]
