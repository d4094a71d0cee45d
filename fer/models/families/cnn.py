"""Plain 3x3 convolutions, with a max pooling where the feature map is halved."""

from fer.models.families.family import Family, Shape
from fer.models.layers import Layer


def features(shape: Shape) -> list[Layer]:
    """The layers from the image to the last feature map."""
    channels, layers = iter(shape.channels), []
    for stage, depth in enumerate(shape.stages):
        if stage > shape.left_out:
            layers.append(Layer("max_pool", kernel=2, stride=2))
        for _ in range(depth):
            layers += shape.activated(Layer("conv", next(channels), kernel=shape.kernel))
    return layers


CNN = Family(
    name="cnn",
    label="CNN",
    color="#DE7C00",
    symbol="square",
    star="star-square",
    stages=(1, 2, 2, 2, 2),
    channels=(32, 48, 48, 96, 96, 192, 192, 320, 320),
    features=features,
    macs_to_spend={12: 36_000_000, 6: 200_000_000},
)
