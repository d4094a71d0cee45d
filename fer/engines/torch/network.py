"""Networks of layer lists as functions of their weights. Importing this module loads PyTorch."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from torch.nn import functional

from fer.engines.base import Classifier
from fer.models.layers import EPSILON, MINIMUM_DEVIATION, NORM_MOMENTUM, Layer

Tensors = Mapping[str, torch.Tensor]
Drop = Callable[[torch.Tensor, float], torch.Tensor]
"""Sets a share of a tensor to zero."""


def standardise(pictures: torch.Tensor) -> torch.Tensor:
    """Each image with mean 0 and deviation 1; gray levels, float32 (n, 1, 48, 48)."""
    centred = pictures - pictures.mean((1, 2, 3), keepdim=True)
    deviation = centred.square().mean((1, 2, 3), keepdim=True).sqrt()
    return centred / deviation.clamp(min=MINIMUM_DEVIATION)


def forward(
    layers: Sequence[Layer], weights: Tensors, pictures: torch.Tensor, drop: Drop | None = None
) -> torch.Tensor:
    """Logits of standardised images.

    Args:
        layers: The network.
        weights: Its weights; see `Layout.views`. A kernel's type is the type of its layer's work.
        pictures: Standardised images, float32 (n, 1, 48, 48).
        drop: Given in training only: what a `dropout` layer does. Batch normalisation then takes
            the batch's statistics and moves the moving ones.

    Returns:
        Logits, float32 (n, classes).
    """
    tensor = pictures
    for place, layer in enumerate(layers):
        name = f"{place:02d}_{layer.kind}"
        match layer.kind:
            case "conv" | "depthwise":
                tensor = _convolution(layer, name, weights, tensor)
            case "dense":
                kernel = weights[f"{name}/kernel"]
                tensor = tensor.to(kernel.dtype) @ kernel
                if layer.bias:
                    tensor = tensor + weights[f"{name}/bias"]
            case "batch_norm":
                tensor = functional.batch_norm(
                    tensor,
                    weights[f"{name}/moving_mean"],
                    weights[f"{name}/moving_variance"],
                    weights[f"{name}/gamma"],
                    weights[f"{name}/beta"],
                    training=drop is not None,
                    momentum=1 - NORM_MOMENTUM,
                    eps=EPSILON,
                )
            case "relu":
                tensor = functional.relu(tensor, inplace=True)
            case "max_pool":
                tensor, padding = same(tensor, layer, -torch.inf)
                tensor = functional.max_pool2d(tensor, layer.kernel, layer.stride, padding)
            case "average":
                tensor = tensor.mean((2, 3))
            case "flatten":
                tensor = tensor.permute(0, 2, 3, 1).flatten(1)
            case "dropout":
                tensor = drop(tensor, layer.rate) if drop else tensor
    return tensor.float()


def _convolution(layer: Layer, name: str, weights: Tensors, tensor: torch.Tensor) -> torch.Tensor:
    kernel = weights[f"{name}/kernel"]
    tensor, padding = same(tensor.to(kernel.dtype), layer, 0.0)
    groups = tensor.shape[1] if layer.kind == "depthwise" else 1
    tensor = functional.conv2d(tensor, kernel, None, layer.stride, padding, groups=groups)
    if layer.bias:
        tensor = tensor + weights[f"{name}/bias"].to(tensor.dtype)[:, None, None]
    return tensor


def same(tensor: torch.Tensor, layer: Layer, value: float) -> tuple[torch.Tensor, int]:
    """Padding as the layers have it, an odd pixel at the end; what is even is left to the layer."""
    side = tensor.shape[-1]
    total = max((-(-side // layer.stride) - 1) * layer.stride + layer.kernel - side, 0)
    if total % 2 == 0:
        return tensor, total // 2
    before = total // 2
    return functional.pad(tensor, (before, total - before) * 2, value=value), 0


def classifier(
    layers: Sequence[Layer], weights: Tensors, device: torch.device, batch: int
) -> Classifier:
    """What a network says of images, with all the digits of float32."""

    @torch.inference_mode()
    def predict(images: np.ndarray) -> np.ndarray:
        if not len(images):
            return np.zeros((0, layers[-1].units), np.float32)
        found = []
        # Figures should be the same wherever they are recomputed: no TensorFloat-32.
        with torch.backends.cudnn.flags(enabled=True, allow_tf32=False):
            for part in torch.from_numpy(np.array(images)).to(device).split(batch):
                pictures = standardise(part.float().unsqueeze(1))
                found.append(forward(layers, weights, pictures))
        return torch.cat(found).cpu().numpy()

    return predict
