"""Weights on disk: safetensors, which hold arrays and no code."""

import json
from collections.abc import Mapping, Sequence
from math import prod
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save

from fer.errors import FerError
from fer.files import atomic_write
from fer.models.layers import Layer
from fer.models.weights import shapes


def save_half(path: Path, weights: Mapping[str, np.ndarray]) -> None:
    """Write `weights` as float16; an array that float16 cannot hold stays float32."""
    write(path, {name: _half(array) for name, array in weights.items()})


def half_bytes(layers: Sequence[Layer]) -> int:
    """Bytes of the file that `save_half` writes of `layers`, if float16 can hold them all.

    After the safetensors format: eight bytes, a JSON header padded to a multiple of eight, arrays.
    """
    header: dict[str, object] = {"__metadata__": {}}
    end = 0
    for name, shape in sorted(shapes(layers).items()):
        begin, end = end, end + 2 * prod(shape)
        header[name] = {"dtype": "F16", "shape": shape, "data_offsets": [begin, end]}
    length = len(json.dumps(header, separators=(",", ":")))
    return 8 + -(-length // 8) * 8 + end


def _half(array: np.ndarray) -> np.ndarray:
    return array.astype(np.float16) if np.abs(array).max() < np.finfo(np.float16).max else array


def write(
    path: Path, arrays: Mapping[str, np.ndarray], metadata: Mapping[str, str] | None = None
) -> None:
    """Write `arrays` to `path`, whole or not at all."""
    contiguous = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    with atomic_write(path) as file:
        file.write(save(contiguous, metadata=dict(metadata or {})))


def load(path: Path) -> dict[str, np.ndarray]:
    """Read the arrays of a safetensors file.

    Raises:
        FerError: The file is missing or damaged.
    """
    try:
        return load_file(path)
    except (OSError, SafetensorError) as error:
        raise FerError(f"{path.name} cannot be read: {error}") from error
