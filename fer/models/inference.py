"""Networks that answer at once: ONNX Runtime, and no TensorFlow to wait for."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from fer.models.layers import Layer

if TYPE_CHECKING:
    import onnxruntime

BATCH = 64
"""Faces given to a network at a time, so that memory does not grow with their number."""


def session(model: bytes) -> "onnxruntime.InferenceSession":
    """An ONNX model ready to answer on one thread, with as little memory as it can do with.

    Args:
        model: What an ONNX file holds.
    """
    # Whoever only trains needs it not.
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    # More threads gain nothing on networks this small, and fight with trainings for cores.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # The arena would keep the memory of the largest batch it has seen.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


class Network:
    """A network ready to answer, on one thread.

    Args:
        layers: Its layers.
        arrays: Its weights; see `fer.models.onnx_graph.build`.

    Raises:
        FerError: The weights are another network's.
    """

    def __init__(self, layers: Sequence[Layer], arrays: Mapping[str, np.ndarray]) -> None:
        # Whoever only trains needs it not.
        from fer.models import onnx_graph

        self._input = onnx_graph.INPUT
        self._classes = layers[-1].units
        self._session = session(onnx_graph.build(layers, arrays).SerializeToString())

    def logits(self, images: np.ndarray) -> np.ndarray:
        """What it says of faces: uint8 (n, 48, 48) to float32 (n, classes)."""
        if not len(images):
            return np.zeros((0, self._classes), np.float32)
        batches = (images[start : start + BATCH] for start in range(0, len(images), BATCH))
        return np.concatenate(
            [self._session.run(None, {self._input: batch})[0] for batch in batches]
        )
