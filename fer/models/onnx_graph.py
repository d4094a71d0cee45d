"""A network as an ONNX graph, without TensorFlow: what answers users, in a third of the time."""

from collections.abc import Mapping, Sequence

import numpy as np
import onnx
from onnx import helper, numpy_helper

from fer import IMAGE_SIZE
from fer.models.folding import folded
from fer.models.layers import MINIMUM_DEVIATION, Layer

VECTOR = 8
"""Where there are depthwise convolutions, feature maps have a multiple of this many channels, the
additional ones zero: only then does ONNX Runtime take its vectorised convolutions, for a small
MobileNet twice as fast."""

OPSET, IR_VERSION = 17, 8
"""Of 2022: ONNX Runtime reads them from 1.12 on."""
INPUT, OUTPUT = "images", "logits"


def build(
    layers: Sequence[Layer], arrays: Mapping[str, np.ndarray], *, portable: bool = False
) -> onnx.ModelProto:
    """The graph of `layers`.

    Args:
        layers: The network, from a 48x48x1 image to logits.
        arrays: Its weights, by the names of `fer.models.weights`.
        portable: Whether others run it: it then takes float32 images of one channel, as most
            exported files do.

    Returns:
        A model from `images`, uint8 (n, 48, 48) or, if portable, float32 (n, 48, 48, 1), to
        `logits`, float32 (n, classes). The images are gray levels 0 to 255, standardised inside.

    Raises:
        FerError: A weight is missing or of another shape.
    """
    layers, arrays = folded(layers, arrays)
    graph = _Graph(arrays, VECTOR if any(layer.kind == "depthwise" for layer in layers) else 1)
    if portable:
        kind, shape = onnx.TensorProto.FLOAT, ["n", IMAGE_SIZE, IMAGE_SIZE, 1]
        pixels = graph.node("Transpose", INPUT, perm=[0, 3, 1, 2])
    else:
        kind, shape = onnx.TensorProto.UINT8, ["n", IMAGE_SIZE, IMAGE_SIZE]
        pixels = graph.node("Cast", INPUT, to=onnx.TensorProto.FLOAT)
        pixels = graph.node("Unsqueeze", pixels, graph.constant(np.array([1])))
    tensor = graph.standardised(pixels)
    for place, layer in enumerate(layers):
        tensor = graph.add_layer(layer, f"{place:02d}_{layer.kind}", tensor)
    graph.nodes[-1].output[0] = OUTPUT
    images = helper.make_tensor_value_info(INPUT, kind, shape)
    classes = layers[-1].units
    logits = helper.make_tensor_value_info(OUTPUT, onnx.TensorProto.FLOAT, ["n", classes])
    return helper.make_model(
        helper.make_graph(graph.nodes, "fer", [images], [logits], graph.constants),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )


class _Graph:
    """Nodes and constants so far, and the shape of the last tensor.

    Args:
        arrays: Weights of a folded network.
        multiple: What feature maps have a multiple of channels of.
    """

    def __init__(self, arrays: Mapping[str, np.ndarray], multiple: int) -> None:
        self.arrays = arrays
        self.multiple = multiple
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.channels, self.side = 1, IMAGE_SIZE
        self.padded = 1
        """Channels, the zero ones included."""

    def node(self, kind: str, *inputs: str, **attributes: object) -> str:
        output = f"{len(self.nodes):03d}_{kind.lower()}"
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def constant(self, array: np.ndarray) -> str:
        name = f"constant_{len(self.constants):03d}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def standardised(self, pixels: str) -> str:
        axes = {"axes": [1, 2, 3], "keepdims": 1}
        centred = self.node("Sub", pixels, self.node("ReduceMean", pixels, **axes))
        variance = self.node("ReduceMean", self.node("Mul", centred, centred), **axes)
        least = self.constant(np.float32(MINIMUM_DEVIATION))
        return self.node("Div", centred, self.node("Max", self.node("Sqrt", variance), least))

    def add_layer(self, layer: Layer, name: str, tensor: str) -> str:
        """Append a layer; returns its tensor."""
        match layer.kind:
            case "conv" | "depthwise":
                return self.convolution(layer, name, tensor)
            case "dense":
                return self.dense(layer, name, tensor)
            case "relu":
                return self.node("Relu", tensor)
            case "max_pool":
                window = [layer.kernel] * 2
                return self.node("MaxPool", tensor, kernel_shape=window, **self.window(layer))
            case "average":
                tensor, self.side = self.node("GlobalAveragePool", tensor), 0
                return self.node("Flatten", tensor)
            case "flatten":
                # The dense layer that follows undoes the difference in the order of axes.
                return self.node("Flatten", tensor)
        raise ValueError(layer.kind)

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

    def convolution(self, layer: Layer, name: str, tensor: str) -> str:
        separable = layer.kind == "depthwise"
        units = layer.units or self.channels
        padded = -(-units // self.multiple) * self.multiple
        kernel = self.arrays[f"{name}/kernel"]
        kernel = kernel.transpose(2, 3, 0, 1) if separable else kernel.transpose(3, 2, 0, 1)
        inputs = 1 if separable else self.padded
        tensor = self.node(
            "Conv",
            tensor,
            self.constant(_padded(kernel, padded, inputs)),
            self.constant(_padded(self.arrays[f"{name}/bias"], padded)),
            kernel_shape=[layer.kernel] * 2,
            group=padded if separable else 1,
            **self.window(layer),
        )
        self.channels, self.padded = units, padded
        return tensor

    def dense(self, layer: Layer, name: str, tensor: str) -> str:
        places = max(self.side, 1) ** 2
        kernel = self.arrays[f"{name}/kernel"]
        kernel = kernel.reshape(places, self.channels, layer.units).transpose(1, 0, 2)
        kernel = _padded(kernel, self.padded).reshape(-1, layer.units)
        self.channels, self.padded, self.side = layer.units, layer.units, 0
        bias = self.arrays[f"{name}/bias"]
        return self.node("Gemm", tensor, self.constant(kernel), self.constant(bias))


def _padded(array: np.ndarray, *sizes: int) -> np.ndarray:
    """`array`, its first axes lengthened with zeros to `sizes`."""
    widths = [(0, size - old) for size, old in zip(sizes, array.shape, strict=False)]
    return np.pad(array, widths + [(0, 0)] * (array.ndim - len(sizes))).astype(np.float32)
