"""Depthwise-separable blocks (Howard et al. 2017, "MobileNets", section 3.1).

Only the first convolution is a full one; a stride of 2 halves the feature map.
"""

from fer.models.families.family import Family, Shape
from fer.models.layers import Layer


def features(shape: Shape) -> list[Layer]:
    """The layers from the image to the last feature map."""
    channels = iter(shape.channels)
    stride = 1 if shape.left_out else 2
    layers = shape.activated(Layer("conv", next(channels), kernel=3, stride=stride))
    for stage, depth in enumerate(shape.stages):
        for position in range(depth):
            # The first convolution is the first downsampling.
            halves = position == 0 and stage > max(0, shape.left_out - 1)
            stride = 2 if halves else 1
            layers += shape.activated(Layer("depthwise", kernel=shape.kernel, stride=stride))
            layers += shape.activated(Layer("conv", next(channels)))
    return layers


MOBILENET = Family(
    name="mobilenet",
    label="MobileNet",
    color="#2F86C8",
    symbol="circle",
    star="star",
    stages=(1, 2, 2, 2),
    channels=(60, 120, 200, 200, 400, 400, 1000, 1000),
    features=features,
    stem=1,
    # These take two to three times as long as a CNN's, depthwise convolutions being bound by
    # memory.
    macs_to_spend={12: 20_000_000, 6: 150_000_000},
)
