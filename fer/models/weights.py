"""What a network's weights are called, and what shape they have: on disk and in every engine.

A weight is named by its layer's place and kind and by its part, `00_conv/kernel`, in the layers'
order. The axes are those of images laid out as (height, width, channels):

| layer | part | shape |
|---|---|---|
| conv | kernel | (kernel, kernel, inputs, units) |
| depthwise | kernel | (kernel, kernel, channels, 1) |
| dense | kernel | (inputs, units); after `flatten` the inputs are in the order of the axes |
| conv, depthwise, dense | bias, where there is one | (units,) |
| batch_norm | gamma, beta, moving_mean, moving_variance | (channels,) each |
"""

from collections.abc import Mapping, Sequence

import numpy as np

from fer.errors import FerError
from fer.models.layers import Layer, summarise

MOVING = ("moving_mean", "moving_variance")
"""Parts that no gradient moves."""
TRUNCATED_DEVIATION = 0.87962566103423978
"""Of a standard normal distribution truncated at two deviations."""


def shapes(layers: Sequence[Layer]) -> dict[str, tuple[int, ...]]:
    """The weights of `layers` in order: shape by name."""
    found: dict[str, tuple[int, ...]] = {}
    channels = 1
    for place, (layer, row) in enumerate(zip(layers, summarise(layers), strict=True)):
        name, inputs, channels = f"{place:02d}_{layer.kind}", channels, row.shape[-1]
        match layer.kind:
            case "conv":
                found[f"{name}/kernel"] = (layer.kernel, layer.kernel, inputs, channels)
            case "depthwise":
                found[f"{name}/kernel"] = (layer.kernel, layer.kernel, channels, 1)
            case "dense":
                found[f"{name}/kernel"] = (inputs, channels)
            case "batch_norm":
                found |= {f"{name}/{part}": (channels,) for part in ("gamma", "beta", *MOVING)}
        if layer.bias:
            found[f"{name}/bias"] = (channels,)
    return found


def checked(layers: Sequence[Layer], arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The weights of `layers` among `arrays`, in order, as float32.

    Raises:
        FerError: One is missing, of another shape, or no number.
    """
    found = {}
    for name, shape in shapes(layers).items():
        array = arrays.get(name)
        if array is None or array.shape != shape:
            raise FerError(f"The weights lack '{name}' of shape {shape}.")
        if not np.isfinite(array).all():
            raise FerError(f"'{name}' holds what is no number.")
        found[name] = array.astype(np.float32)
    return found


def initial(layers: Sequence[Layer], seed: int) -> dict[str, np.ndarray]:
    """Weights to begin a training with, float32, drawn from the distributions that Keras has here.

    Kernels of convolutions are normal of variance 2 / fan-in (He et al. 2015), truncated at two
    deviations; the fan-in of a depthwise kernel counts all channels. Kernels of dense layers are
    uniform within the root of 6 / (fan-in + fan-out) (Glorot & Bengio 2010).
    """
    random = np.random.default_rng(seed)
    return {name: _drawn(name, shape, random) for name, shape in shapes(layers).items()}


def _drawn(name: str, shape: tuple[int, ...], random: np.random.Generator) -> np.ndarray:
    if name.endswith(("gamma", "moving_variance")):
        return np.ones(shape, np.float32)
    if not name.endswith("kernel"):
        return np.zeros(shape, np.float32)
    if len(shape) == 2:
        limit = np.sqrt(6 / sum(shape))
        return random.uniform(-limit, limit, shape).astype(np.float32)
    values = random.standard_normal(shape)
    while (far := np.abs(values) > 2).any():
        values[far] = random.standard_normal(far.sum())
    deviation = np.sqrt(2 / np.prod(shape[:-1])) / TRUNCATED_DEVIATION
    return (deviation * values).astype(np.float32)
