"""A network as an ONNX graph, without TensorFlow: what answers users, in a third of the time.

Batch normalisation is folded into the layer before it where it follows directly (Jacob et al. 2018,
"Quantization and Training of Neural Networks", section 3.2), which changes no result beyond
rounding.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import onnx
from onnx import helper, numpy_helper

from fer import IMAGE_SIZE, LABELS
from fer.errors import FerError
from fer.models.layers import EPSILON, MINIMUM_DEVIATION, Layer

VECTOR = 8
"""Feature maps have a multiple of this many channels, the additional ones zero: only then does ONNX
Runtime take its vectorised convolutions, twice as fast for a small MobileNet."""

OPSET, IR_VERSION = 18, 10
INPUT, OUTPUT = "images", "logits"


def build(layers: Sequence[Layer], arrays: Mapping[str, np.ndarray]) -> onnx.ModelProto:
    """The graph of `layers`.

    Args:
        layers: The network, from a 48x48x1 image to 7 logits.
        arrays: Its weights, by the names of `fer.models.weights`.

    Returns:
        A model from `images`, uint8 (n, 48, 48), to `logits`, float32 (n, 7).

    Raises:
        FerError: A weight is missing or of another shape.
    """
    graph = _Graph(arrays)
    tensor, place = graph.standardised(INPUT), 0
    while place < len(layers):
        tensor, place = graph.add_layer(layers, place, tensor)
    graph.nodes[-1].output[0] = OUTPUT
    images = helper.make_tensor_value_info(
        INPUT, onnx.TensorProto.UINT8, ["n", IMAGE_SIZE, IMAGE_SIZE]
    )
    logits = helper.make_tensor_value_info(OUTPUT, onnx.TensorProto.FLOAT, ["n", len(LABELS)])
    return helper.make_model(
        helper.make_graph(graph.nodes, "fer", [images], [logits], graph.constants),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )


class _Graph:
    """Nodes and constants so far, and the shape of the last tensor."""

    def __init__(self, arrays: Mapping[str, np.ndarray]) -> None:
        self.arrays = arrays
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.channels, self.side = 1, IMAGE_SIZE
        self.padded = 1
        """Channels, the zero ones included."""

    def node(self, kind: str, *inputs: str, **attributes: object) -> str:
        output = f"{len(self.nodes):03d}_{kind.lower()}"
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def constant(self, array: np.ndarray) -> str:
        name = f"constant_{len(self.constants):03d}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def weight(self, path: str, *shape: int) -> np.ndarray:
        array = self.arrays.get(path)
        if array is None or array.shape != shape:
            raise FerError(f"The weights lack '{path}' of shape {shape}.")
        return array.astype(np.float32)

    def standardised(self, images: str) -> str:
        pixels = self.node("Cast", images, to=onnx.TensorProto.FLOAT)
        pixels = self.node("Unsqueeze", pixels, self.constant(np.array([1])))
        axes = self.constant(np.array([1, 2, 3]))
        centred = self.node("Sub", pixels, self.node("ReduceMean", pixels, axes))
        variance = self.node("ReduceMean", self.node("Mul", centred, centred), axes)
        least = self.constant(np.float32(MINIMUM_DEVIATION))
        return self.node("Div", centred, self.node("Max", self.node("Sqrt", variance), least))

    def add_layer(self, layers: Sequence[Layer], place: int, tensor: str) -> tuple[str, int]:
        """Append the layer at `place`; returns its tensor and the place of the next one."""
        layer, name = layers[place], f"{place:02d}_{layers[place].kind}"
        match layer.kind:
            case "conv" | "depthwise" | "dense":
                folds = place + 1 < len(layers) and layers[place + 1].kind == "batch_norm"
                scale, shift = 1.0, 0.0
                if folds:
                    units = layer.units or self.channels
                    scale, shift = self.normalisation(f"{place + 1:02d}_batch_norm", units)
                add = self.dense if layer.kind == "dense" else self.convolution
                return add(layer, name, tensor, scale, shift), place + 1 + folds
            case "batch_norm":
                scale, shift = self.normalisation(name, self.channels)
                trailing = (1,) * (2 if self.side else 0)
                factors = self.constant(_padded(scale, self.padded).reshape(-1, *trailing))
                shifts = self.constant(_padded(shift, self.padded).reshape(-1, *trailing))
                tensor = self.node("Add", self.node("Mul", tensor, factors), shifts)
            case "relu":
                tensor = self.node("Relu", tensor)
            case "max_pool":
                window = [layer.kernel] * 2
                tensor = self.node("MaxPool", tensor, kernel_shape=window, **self.window(layer))
            case "average":
                tensor, self.side = self.node("GlobalAveragePool", tensor), 0
                tensor = self.node("Flatten", tensor)
            case "flatten":
                # The dense layer that follows undoes the difference in the order of axes.
                tensor = self.node("Flatten", tensor)
            case "dropout":
                pass
            case _:
                raise ValueError(layer.kind)
        return tensor, place + 1

    def normalisation(self, name: str, units: int) -> tuple[np.ndarray, np.ndarray]:
        """Scale and shift of a batch normalisation, each (units,)."""
        gamma, beta, mean, variance = (
            self.weight(f"{name}/{part}", units)
            for part in ("gamma", "beta", "moving_mean", "moving_variance")
        )
        scale = gamma / np.sqrt(variance + EPSILON)
        return scale, beta - mean * scale

    def window(self, layer: Layer) -> dict[str, list[int]]:
        """Strides and TensorFlow's "same" padding, which puts an odd pixel at the end."""
        after = -(-self.side // layer.stride)
        total = max((after - 1) * layer.stride + layer.kernel - self.side, 0)
        self.side = after
        before = total // 2
        return {
            "strides": [layer.stride] * 2,
            "pads": [before, before, total - before, total - before],
        }

    def convolution(
        self, layer: Layer, name: str, tensor: str, scale: np.ndarray, shift: np.ndarray
    ) -> str:
        separable = layer.kind == "depthwise"
        units = layer.units or self.channels
        padded = -(-units // VECTOR) * VECTOR
        shape = (self.channels, 1) if separable else (self.channels, units)
        kernel = self.weight(f"{name}/kernel", layer.kernel, layer.kernel, *shape)
        kernel = kernel.transpose(2, 3, 0, 1) if separable else kernel.transpose(3, 2, 0, 1)
        bias = self.weight(f"{name}/bias", units) if layer.bias else np.zeros(units, np.float32)
        kernel = kernel * np.reshape(scale, (-1, 1, 1, 1))
        inputs = 1 if separable else self.padded
        tensor = self.node(
            "Conv",
            tensor,
            self.constant(_padded(kernel, padded, inputs)),
            self.constant(_padded(bias * scale + shift, padded)),
            kernel_shape=[layer.kernel] * 2,
            group=padded if separable else 1,
            **self.window(layer),
        )
        self.channels, self.padded = units, padded
        return tensor

    def dense(
        self, layer: Layer, name: str, tensor: str, scale: np.ndarray, shift: np.ndarray
    ) -> str:
        places = max(self.side, 1) ** 2
        kernel = self.weight(f"{name}/kernel", places * self.channels, layer.units)
        bias = self.weight(f"{name}/bias", layer.units) if layer.bias else 0.0
        kernel = kernel.reshape(places, self.channels, layer.units).transpose(1, 0, 2)
        kernel = _padded(kernel * scale, self.padded).reshape(-1, layer.units)
        shifts = np.broadcast_to(bias * scale + shift, layer.units).astype(np.float32)
        self.channels, self.padded, self.side = layer.units, layer.units, 0
        return self.node("Gemm", tensor, self.constant(kernel), self.constant(shifts))


def _padded(array: np.ndarray, *sizes: int) -> np.ndarray:
    """`array`, its first axes lengthened with zeros to `sizes`."""
    widths = [(0, size - old) for size, old in zip(sizes, array.shape, strict=False)]
    return np.pad(array, widths + [(0, 0)] * (array.ndim - len(sizes))).astype(np.float32)
