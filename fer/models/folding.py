"""A network as it answers: without batch normalisation and dropout, and with the same answers.

Batch normalisation goes into the layer before it where it follows directly (Jacob et al. 2018,
"Quantization and Training of Neural Networks", section 3.2). Where an activation stands between, it
becomes a depthwise convolution of one pixel, as zeros are padded only after it; behind a dense
layer's activation it goes into the next dense layer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from fer.models.layers import EPSILON, Layer, summarise
from fer.models.weights import checked

WEIGHTED = ("conv", "depthwise", "dense")


def folded(
    layers: Sequence[Layer], arrays: Mapping[str, np.ndarray]
) -> tuple[tuple[Layer, ...], dict[str, np.ndarray]]:
    """A network of convolutions and dense layers with biases, ReLUs, pooling and flattening.

    Args:
        layers: The network as it was trained.
        arrays: Its weights, by the names of `fer.models.weights`.

    Returns:
        The layers, and their weights by the same kind of names, float32; equal to the network in
        all but rounding.

    Raises:
        FerError: A weight is missing or of another shape.
    """
    arrays = checked(layers, arrays)
    network: list[tuple[Layer, dict[str, np.ndarray]]] = []
    waiting: tuple[np.ndarray, np.ndarray] | None = None
    for place, (layer, row) in enumerate(zip(layers, summarise(layers), strict=True)):
        prefix = f"{place:02d}_{layer.kind}/"
        parts = {
            name.removeprefix(prefix): array
            for name, array in arrays.items()
            if name.startswith(prefix)
        }
        if layer.kind == "batch_norm":
            scale, shift = _affine(parts)
            before = network[-1][0]
            if before.kind in WEIGHTED:
                network[-1] = _scaled(*network[-1], scale, shift)
            elif len(row.shape) == 3:
                pixel = {"kernel": scale[None, None, :, None], "bias": shift}
                network.append((Layer("depthwise", bias=True), pixel))
            else:
                waiting = scale, shift
        elif layer.kind in WEIGHTED:
            bias = parts.get("bias", np.zeros(row.shape[-1], np.float32))
            if waiting is not None:
                scale, shift = waiting
                bias = bias + shift @ parts["kernel"]
                parts["kernel"], waiting = parts["kernel"] * scale[:, None], None
            network.append((replace(layer, bias=True), parts | {"bias": bias}))
        elif layer.kind != "dropout":
            network.append((layer, {}))
    named = {
        f"{place:02d}_{layer.kind}/{part}": array
        for place, (layer, parts) in enumerate(network)
        for part, array in parts.items()
    }
    return tuple(layer for layer, _ in network), named


def _affine(parts: Mapping[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Scale and shift of a batch normalisation, each (channels,)."""
    scale = parts["gamma"] / np.sqrt(parts["moving_variance"] + np.float32(EPSILON))
    return scale, parts["beta"] - parts["moving_mean"] * scale


def _scaled(
    layer: Layer, parts: Mapping[str, np.ndarray], scale: np.ndarray, shift: np.ndarray
) -> tuple[Layer, dict[str, np.ndarray]]:
    """A layer whose outputs are scaled and shifted, channel by channel."""
    across = scale[:, None] if layer.kind == "depthwise" else scale
    kernel, bias = parts["kernel"] * across, parts["bias"] * scale + shift
    return layer, {"kernel": kernel, "bias": bias}
