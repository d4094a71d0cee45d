"""ONNX files: what ONNX Runtime, browsers and most converters read."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper

from fer.export.artifact import FLOAT_INPUT, INPUT_SHAPE, Artifact, float_output
from fer.export.images import Images
from fer.models import onnx_graph
from fer.models.inference import session
from fer.runs import Run

FILE = "model.onnx"
BATCH = 64


def write(run: Run, folder: Path, numbers: str, images: Images) -> Artifact:
    """Write a run as an ONNX file with a free batch axis.

    In float16 the weights are stored in 16 bits and computed with in 32. In int8 every layer has
    quantised inputs and outputs (QDQ, by ONNX Runtime's static quantisation) and weights of seven
    bits, and the standardisation stays in float32.

    Raises:
        FerError: The run has no weights, or int8 has no images to be fitted on.
    """
    layers = run.config.architecture.layers
    model = onnx_graph.build(layers, run.weights(), portable=True)
    model.producer_name = "FER Compare"
    if numbers == "float16":
        _halve_weights(model.graph)
    if numbers == "int8":
        model = _quantised(model, images.representative())
    onnx.checker.check_model(model)
    file = folder / FILE
    file.write_bytes(model.SerializeToString())
    peak = run.config.architecture.peak_activation_bytes
    return Artifact(
        file,
        FLOAT_INPUT,
        False,
        float_output(run),
        tuple(sorted({node.op_type for node in model.graph.node})),
        peak // 4 if numbers == "int8" else peak,
        logits_of(file),
        f"Opset {onnx_graph.OPSET}, IR version {onnx_graph.IR_VERSION}; the batch axis is free.",
    )


def logits_of(file: Path) -> Callable[[np.ndarray], np.ndarray]:
    """What an exported ONNX file says of images, uint8 (n, 48, 48): float32 (n, classes)."""
    ready = session(file.read_bytes())

    def logits(images: np.ndarray) -> np.ndarray:
        pixels = images.astype(np.float32)[..., None]
        parts = (pixels[start : start + BATCH] for start in range(0, len(pixels), BATCH))
        return np.concatenate([ready.run(None, {onnx_graph.INPUT: part})[0] for part in parts])

    return logits


def _halve_weights(graph: onnx.GraphProto) -> None:
    """Store the weights as float16, with a cast behind each that a runtime makes once."""
    casts = []
    for constant in graph.initializer:
        array = numpy_helper.to_array(constant)
        if array.dtype != np.float32 or array.ndim == 0 or np.abs(array).max() > 65_504:
            continue
        name = constant.name
        half = numpy_helper.from_array(array.astype(np.float16), f"{name}_half")
        constant.CopyFrom(half)
        casts.append(helper.make_node("Cast", [half.name], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def _quantised(model: onnx.ModelProto, images: np.ndarray) -> onnx.ModelProto:
    from onnxruntime import quantization
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType

    class Reader(CalibrationDataReader):
        """The representative images, one at a time."""

        def __init__(self) -> None:
            self._rest = iter(images.astype(np.float32))

        def get_next(self) -> dict[str, np.ndarray] | None:
            image = next(self._rest, None)
            return None if image is None else {onnx_graph.INPUT: image.reshape(INPUT_SHAPE)}

    last = next(place for place, node in enumerate(model.graph.node) if node.op_type == "Div")
    with _no_advice(), _scratch() as path:
        quantization.quantize_static(
            model,
            path,
            Reader(),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QInt8,
            weight_type=QuantType.QInt8,
            # Seven bits: without VNNI two products are added in 16 bits, where eight overflow.
            reduce_range=True,
            nodes_to_exclude=[node.name for node in model.graph.node[: last + 1]],
        )
        quantised = onnx.load(path)
    quantised.ir_version = onnx_graph.IR_VERSION
    return quantised


@contextmanager
def _scratch() -> Iterator[Path]:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        yield Path(folder) / FILE


@contextmanager
def _no_advice() -> Iterator[None]:
    """Keep the quantiser's advice to run its preprocessing from the user: there is none to run."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)
