"""Networks that answer at once: ONNX Runtime, and no TensorFlow to wait for."""

from collections.abc import Mapping, Sequence

import numpy as np

from fer import LABELS
from fer.models.layers import Layer

BATCH = 64
"""Faces given to a network at a time, so that memory does not grow with their number."""


class Network:
    """A network ready to answer, on one thread.

    Args:
        layers: Its layers.
        arrays: Its weights; see `fer.models.onnx_graph.build`.

    Raises:
        FerError: The weights are another network's.
    """

    def __init__(self, layers: Sequence[Layer], arrays: Mapping[str, np.ndarray]) -> None:
        # Whoever only trains needs neither.
        import onnxruntime

        from fer.models import onnx_graph

        onnxruntime.disable_telemetry_events()
        self._input = onnx_graph.INPUT
        options = onnxruntime.SessionOptions()
        # More threads gain nothing on networks this small, and fight with trainings for cores.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # The arena would keep the memory of the largest batch it has seen.
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            onnx_graph.build(layers, arrays).SerializeToString(),
            options,
            providers=["CPUExecutionProvider"],
        )

    def logits(self, images: np.ndarray) -> np.ndarray:
        """What it says of faces: uint8 (n, 48, 48) to float32 (n, 7)."""
        if not len(images):
            return np.zeros((0, len(LABELS)), np.float32)
        batches = (images[start : start + BATCH] for start in range(0, len(images), BATCH))
        return np.concatenate(
            [self._session.run(None, {self._input: batch})[0] for batch in batches]
        )
