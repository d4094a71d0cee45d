"""PyTorch's speed at the same training step: the yardstick.

The same layers, images, loss, optimiser and weight average, with what makes PyTorch fast on a
processor: `channels_last`, fused AdamW, averages by `_foreach`. The first call loads PyTorch.
"""

import os
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from fer import IMAGE_SIZE
from fer.benchmark.tensorflow_speed import IMAGES, faces
from fer.benchmark.turns import rate
from fer.models import Architecture
from fer.models.layers import Layer
from fer.runs.config import BETA_2, MOMENTUM, STEPS_BETWEEN_AVERAGES, Recipe


def images_per_second(architecture: Architecture, batch: int, seconds: float) -> float:
    """Speed of the whole training step of a network, weight average included."""
    return batch * rate(_trainer(architecture, batch), seconds)


@cache
def _trainer(architecture: Architecture, batch: int) -> Callable[[int], object]:
    import torch

    torch.set_num_threads(os.cpu_count() or 1)
    recipe, random = Recipe(), np.random.default_rng(0)
    model = network(architecture.layers).to(memory_format=torch.channels_last)
    weights = [each for each in model.state_dict().values() if each.is_floating_point()]
    move = 1 - recipe.weight_average**STEPS_BETWEEN_AVERAGES
    averages = [each.detach().clone() for each in weights]
    optimizer = torch.optim.AdamW(
        model.parameters(),
        recipe.learning_rate,
        (MOMENTUM, BETA_2),
        weight_decay=recipe.weight_decay,
        fused=True,
    )
    criterion = torch.nn.CrossEntropyLoss(label_smoothing=recipe.label_smoothing)
    images, labels = (torch.from_numpy(each) for each in faces(random))

    def steps(count: int) -> None:
        rounds = torch.from_numpy(random.integers(0, IMAGES, (count, batch)))
        for step, rows in enumerate(rounds, start=1):
            optimizer.zero_grad(set_to_none=True)
            criterion(model(_standardise(images[rows])), labels[rows]).backward()
            optimizer.step()
            if step % STEPS_BETWEEN_AVERAGES == 0:
                torch._foreach_lerp_(averages, weights, move)

    steps(2)
    return steps


def _standardise(images: Any) -> Any:
    pictures = images.float().unsqueeze(1)
    centred = pictures - pictures.mean((1, 2, 3), keepdim=True)
    return centred / centred.square().mean((1, 2, 3), keepdim=True).sqrt().clamp(min=1.0)


def network(layers: Sequence[Layer]) -> Any:
    """A PyTorch module of `layers`, from images (batch, 1, 48, 48) to logits (batch, 7)."""
    from torch import nn

    modules: list[nn.Module] = []
    channels, side = 1, IMAGE_SIZE
    for layer in layers:
        match layer.kind:
            case "conv" | "depthwise":
                units = layer.units or channels
                groups = channels if layer.kind == "depthwise" else 1
                modules.append(
                    nn.Conv2d(
                        channels,
                        units,
                        layer.kernel,
                        layer.stride,
                        layer.kernel // 2,
                        groups=groups,
                        bias=layer.bias,
                    )
                )
                channels, side = units, side // layer.stride
            case "batch_norm":
                modules.append(nn.BatchNorm2d(channels) if side else nn.BatchNorm1d(channels))
            case "relu":
                modules.append(nn.ReLU(inplace=True))
            case "max_pool":
                modules.append(nn.MaxPool2d(layer.kernel, layer.stride))
                side //= layer.stride
            case "average":
                modules += [nn.AdaptiveAvgPool2d(1), nn.Flatten()]
                side = 0
            case "flatten":
                modules.append(nn.Flatten())
                channels, side = channels * side**2, 0
            case "dense":
                modules.append(nn.Linear(channels, layer.units, bias=layer.bias))
                channels = layer.units
            case "dropout":
                modules.append(nn.Dropout(layer.rate))
    return nn.Sequential(*modules)
