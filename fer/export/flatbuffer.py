"""What a LiteRT file holds: its input and output, operators, and the memory that it takes."""

from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fer.export.artifact import Tensor

if TYPE_CHECKING:
    from ai_edge_litert.interpreter import Interpreter

ALIGNMENT = 16
"""Bytes that a tensor begins at a multiple of (`MicroArenaBufferAlignment` of LiteRT Micro)."""


def interpreter(file: Path) -> "Interpreter":
    """A file ready to be asked, on one thread."""
    from ai_edge_litert.interpreter import Interpreter

    ready = Interpreter(str(file), num_threads=1)
    ready.allocate_tensors()
    return ready


def tensors(file: Path) -> tuple[Tensor, Tensor]:
    """A file's input and output."""
    ready = interpreter(file)
    return tuple(
        _tensor(details) for (details,) in (ready.get_input_details(), ready.get_output_details())
    )


def _tensor(details: dict[str, Any]) -> Tensor:
    scale, zero_point = details["quantization"]
    shape, dtype = tuple(map(int, details["shape"])), np.dtype(details["dtype"]).name
    return Tensor(shape, dtype, float(scale), int(zero_point)) if scale else Tensor(shape, dtype)


def operators(content: bytes) -> tuple[str, ...]:
    """The names of a file's operators, each once; one that is not built in is `CUSTOM`."""
    from ai_edge_litert import schema_py_generated as schema

    names = {code: name for name, code in vars(schema.BuiltinOperator).items() if name[0] != "_"}
    model = schema.ModelT.InitFromPackedBuf(content, 0)
    # Files of before 2020 have the other field alone.
    codes = {max(each.builtinCode, each.deprecatedBuiltinCode) for each in model.operatorCodes}
    return tuple(sorted(names[code] for code in codes))


def peak_bytes(content: bytes) -> int:
    """The most bytes that tensors take at once, the constants not counted.

    An interpreter cannot do with less; with its own records and gaps it takes somewhat more.
    """
    from ai_edge_litert import schema_py_generated as schema

    model = schema.ModelT.InitFromPackedBuf(content, 0)
    (graph,) = model.subgraphs
    sizes = {code: name for name, code in vars(schema.TensorType).items() if name[0] != "_"}
    constant = {
        place
        for place, tensor in enumerate(graph.tensors)
        if model.buffers[tensor.buffer].data is not None or model.buffers[tensor.buffer].size
    }
    born, dies = dict.fromkeys(map(int, graph.inputs), 0), {}
    for turn, operator in enumerate(graph.operators):
        for place in map(int, operator.outputs):
            born.setdefault(place, turn)
            dies[place] = turn
        for place in map(int, operator.inputs):
            dies[place] = turn
    dies |= dict.fromkeys(map(int, graph.outputs), len(graph.operators) - 1)
    alive = [0] * len(graph.operators)
    for place, first in born.items():
        if place in constant:
            continue
        tensor = graph.tensors[place]
        width = np.dtype(sizes[tensor.type].lower()).itemsize
        taken = -(-prod(map(int, tensor.shape)) * width // ALIGNMENT) * ALIGNMENT
        for turn in range(first, dies.get(place, first) + 1):
            alive[turn] += taken
    return max(alive)
