"""What a family of networks is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from fer.models.layers import Layer


class Shape(Protocol):
    """What a family builds its layers from; see `fer.models.Architecture`."""

    channels: tuple[int, ...]
    stages: tuple[int, ...]
    kernel: int

    @property
    def left_out(self) -> int:
        """How many of the first downsamplings are left out."""

    def activated(self, layer: Layer) -> list[Layer]:
        """A layer with its normalisation and activation."""


@dataclass(frozen=True)
class Family:
    """A fixed depth and a list of channels at width 1.

    Attributes:
        name: What commands and files call it.
        label: What it is called in a sentence or legend.
        color: Its colour in every chart. The three are told apart by colour-blind readers (after
            Okabe & Ito 2008), with a contrast of 3:1 on white and near-black.
        symbol: Plotly's name of its marker, so that colour is never the only sign.
        star: The same of those that learnt from a teacher too: a star of a form of its own.
        stages: Convolutions (or blocks) between downsamplings.
        channels: Output channels of every convolution (or block) at width 1.
        features: Makes the layers from the image to the last feature map.
        stem: Convolutions before the first stage.
        hidden: Units of the hidden dense layers at width 1.
        dropout: Share of features set to zero in training before each dense layer.
        macs_to_spend: A width takes the finest grid that keeps it within that grid's
            multiply-accumulates, or 3.
    """

    name: str
    label: str
    color: str
    symbol: str
    star: str
    stages: tuple[int, ...]
    channels: tuple[int, ...]
    features: Callable[[Shape], list[Layer]]
    stem: int = 0
    hidden: tuple[int, ...] = ()
    dropout: float = 0.0
    macs_to_spend: Mapping[int, int] = field(default_factory=dict)
