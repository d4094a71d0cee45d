"""All weights of a network in one vector, so that an optimiser's step is a few kernels in all.

Kernels come first, as they alone decay, then what else is trained, then the moving statistics. A
convolution's kernel lies there on an NVIDIA card as (units, height, width, inputs), which is what
fast `channels_last` convolutions read. Elsewhere it is (units, inputs, height, width): a processor
is as fast with it, and its batch normalisation then sums in float64, where with `channels_last` it
loses four digits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import torch

from fer.models.layers import Layer
from fer.models.weights import MOVING, checked, shapes

ALIGNMENT = 64
"""Every weight begins at a multiple of so many numbers, as vectorised kernels want it."""

_EXPECTED = {"conv": (3, 2, 0, 1), "depthwise": (2, 3, 0, 1)}
"""Axes of a kernel of `fer.models.weights` in the order of PyTorch's functions."""
_LAST = (0, 2, 3, 1)
"""These axes in the order in which `channels_last` stores them."""


@dataclass(frozen=True)
class _Part:
    """Where a weight lies: its first place, its stored shape, and the order of its axes."""

    start: int
    shape: tuple[int, ...]
    axes: tuple[int, ...]

    @property
    def room(self) -> int:
        """The numbers from its first place to the next weight's."""
        return -(-prod(self.shape) // ALIGNMENT) * ALIGNMENT


class Layout:
    """Where each weight of a network lies in the vector.

    Args:
        layers: The network.
        channels_last: Whether convolutions read it so.

    Attributes:
        kernels: Numbers of the vector, from its beginning, that are kernels'.
        trained: Numbers, from its beginning, that are trained.
        size: All its numbers.
    """

    kernels: int
    trained: int
    size: int

    def __init__(self, layers: Sequence[Layer], channels_last: bool) -> None:
        self.layers, self._channels_last = layers, channels_last
        named = shapes(layers)
        self._parts: dict[str, _Part] = {}
        self._gaps: dict[torch.dtype, torch.Tensor] = {}
        self.size = 0
        kernels = [name for name in named if name.endswith("kernel")]
        moving = [name for name in named if name.endswith(MOVING)]
        self.kernels = self._place(kernels, named)
        self.trained = self._place([n for n in named if n not in {*kernels, *moving}], named)
        self._place(moving, named)

    def _place(self, names: Sequence[str], named: Mapping[str, tuple[int, ...]]) -> int:
        for name in names:
            shape = named[name]
            axes = _EXPECTED[_kind(name)] if len(shape) == 4 else tuple(range(len(shape)))
            if len(shape) == 4 and self._channels_last:
                axes = tuple(axes[place] for place in _LAST)
            stored = tuple(shape[axis] for axis in axes)
            self._parts[name] = _Part(self.size, stored, axes)
            self.size += self._parts[name].room
        return self.size

    def pack(self, arrays: Mapping[str, np.ndarray]) -> torch.Tensor:
        """The vector of weights, float32 (size,).

        Raises:
            FerError: The weights are another network's.
        """
        vector = np.zeros(self.size, np.float32)
        for name, array in checked(self.layers, arrays).items():
            part = self._parts[name]
            vector[part.start : part.start + array.size] = array.transpose(part.axes).ravel()
        return torch.from_numpy(vector)

    def unpack(self, vector: torch.Tensor) -> dict[str, np.ndarray]:
        """The weights of a vector, float32, in the order of the layers."""
        numbers, found = vector.detach().cpu().numpy(), {}
        for name in shapes(self.layers):
            part = self._parts[name]
            stored = numbers[part.start : part.start + prod(part.shape)].reshape(part.shape)
            found[name] = stored.transpose(np.argsort(part.axes)).copy()
        return found

    def views(self, vector: torch.Tensor, first: int = 0) -> dict[str, torch.Tensor]:
        """The weights in a vector, or in a part of it, as tensors that share its memory.

        Args:
            vector: The numbers.
            first: Where the part begins; it ends where some weight begins.

        Returns:
            Tensors by name; those of convolutions have the axes that PyTorch's functions expect:
            (units, inputs, height, width).
        """
        return {
            name: self._as_expected(
                vector[part.start - first :][: prod(part.shape)].view(part.shape)
            )
            for name, part in self._parts.items()
            if first <= part.start < first + len(vector)
        }

    def gather(self, gradients: Mapping[str, torch.Tensor], out: torch.Tensor) -> None:
        """Write gradients of weights that follow each other in the vector to that part of it."""
        pieces = []
        for name, gradient in gradients.items():
            if gradient.dim() == 4 and self._channels_last:
                gradient = gradient.permute(_LAST)
            pieces.append(gradient.reshape(-1))
            if gap := self._parts[name].room - gradient.numel():
                pieces.append(self._gap(gradient)[:gap])
        out.copy_(torch.cat(pieces))

    def _as_expected(self, weight: torch.Tensor) -> torch.Tensor:
        last = weight.dim() == 4 and self._channels_last
        return weight.permute(0, 3, 1, 2) if last else weight

    def _gap(self, like: torch.Tensor) -> torch.Tensor:
        if like.dtype not in self._gaps:
            self._gaps[like.dtype] = like.new_zeros(ALIGNMENT)
        return self._gaps[like.dtype]


def _kind(name: str) -> str:
    return name.partition("/")[0].partition("_")[2]
