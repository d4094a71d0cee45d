"""Conversion to LiteRT by its makers' converter and quantiser, in a process of its own.

`python -m fer.export.conversion FOLDER` reads what `fer.export.litert` left there and writes
`model.tflite`. The converter loads PyTorch and JAX, prints as it goes, and a page should not keep
their gigabyte.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from ai_edge_quantizer import algorithm_manager, calibrator, qtyping, recipe
from ai_edge_quantizer.quantizer import Quantizer
from ai_edge_quantizer.recipe_manager import RecipeManager
from ai_edge_quantizer.utils import qsv_utils
from safetensors.numpy import load_file
from torch.nn import functional

from fer.engines.torch.network import same, standardise
from fer.export.artifact import INPUT_SHAPE
from fer.models.layers import Layer

MODEL, NETWORK, WEIGHTS, IMAGES = (
    "model.tflite", "network.json", "weights.safetensors", "images.npy",
)  # fmt: skip


class Module(torch.nn.Module):
    """A folded network: images, float32 (1, 48, 48, 1), to logits (1, classes).

    Args:
        layers: The network.
        arrays: Its weights.
        gray: Whether it takes gray levels and standardises them itself.
    """

    def __init__(
        self, layers: Sequence[Layer], arrays: Mapping[str, np.ndarray], *, gray: bool
    ) -> None:
        super().__init__()
        self._layers, self._gray = layers, gray
        for name, array in arrays.items():
            place, part = name.split("/")
            kind = place.partition("_")[2]
            if part == "kernel":
                axes = {"conv": (3, 2, 0, 1), "depthwise": (2, 3, 0, 1), "dense": (1, 0)}[kind]
                array = array.transpose(axes)
            tensor = torch.from_numpy(np.ascontiguousarray(array))
            self.register_buffer(f"{part}_{place[:2]}", tensor)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Logits of an image."""
        tensor = images.permute(0, 3, 1, 2)
        if self._gray:
            tensor = standardise(tensor)
        for place, layer in enumerate(self._layers):
            tensor = self._answer(layer, f"{place:02d}", tensor)
        return tensor

    def _answer(self, layer: Layer, place: str, tensor: torch.Tensor) -> torch.Tensor:
        match layer.kind:
            case "conv" | "depthwise":
                kernel, bias = getattr(self, f"kernel_{place}"), getattr(self, f"bias_{place}")
                tensor, padding = same(tensor, layer, 0.0)
                groups = tensor.shape[1] if layer.kind == "depthwise" else 1
                return functional.conv2d(tensor, kernel, bias, layer.stride, padding, groups=groups)
            case "dense":
                kernel, bias = getattr(self, f"kernel_{place}"), getattr(self, f"bias_{place}")
                return functional.linear(tensor, kernel, bias)
            case "relu":
                return functional.relu(tensor)
            case "max_pool":
                tensor, padding = same(tensor, layer, -torch.inf)
                return functional.max_pool2d(tensor, layer.kernel, layer.stride, padding)
            # LiteRT's images have their channels last: in this order nothing is transposed.
            case "average":
                return tensor.permute(0, 2, 3, 1).mean((1, 2))
            case "flatten":
                return tensor.permute(0, 2, 3, 1).flatten(1)
        raise ValueError(layer.kind)


def main(folder: Path) -> None:
    """Convert the network in `folder`, and quantise it."""
    import litert_torch

    asked = json.loads((folder / NETWORK).read_text())
    layers = [Layer(**each) for each in asked["layers"]]
    numbers = asked["numbers"]
    module = Module(layers, load_file(folder / WEIGHTS), gray=numbers != "int8")
    converted = litert_torch.convert(module.eval(), (torch.zeros(INPUT_SHAPE),))
    converted.export(str(folder / MODEL))
    if numbers == "float16":
        _halve_weights(folder / MODEL)
    if numbers == "int8":
        _quantise(folder / MODEL, np.load(folder / IMAGES))


def _halve_weights(file: Path) -> None:
    """Store the weights in 16 bits; the runtime makes them 32 when it loads them."""
    half = qtyping.TensorQuantizationConfig(num_bits=16, dtype=qtyping.TensorDataType.FLOAT)
    quantizer = Quantizer(str(file))
    quantizer.update_quantization_recipe(
        ".*",
        qtyping.TFLOperationName.ALL_SUPPORTED,
        qtyping.OpQuantizationConfig(
            weight_tensor_config=half,
            compute_precision=qtyping.ComputePrecision.FLOAT,
            explicit_dequantize=True,
        ),
        algorithm_manager.AlgorithmName.FLOAT_CASTING,
    )
    quantizer.quantize().export_model(str(file), overwrite=True)


def _quantise(file: Path, images: np.ndarray) -> None:
    """Make every tensor int8, the kernels by channel.

    A tensor's range is that of all the images. The quantiser's own calibration has a moving average
    of the images' ranges, which cuts off the largest values: `mobilenet-63k-distilled` then loses
    1.2 points on private, and not 0.2.

    Args:
        file: The float32 file, which is replaced.
        images: Representative images, standardised, float32 (n, 48, 48, 1).
    """
    chosen = recipe.static_wi8_ai8()
    manager = RecipeManager()
    manager.load_quantization_recipe(chosen)
    ranges = calibrator.Calibrator(str(file), 1, qsv_update_func=qsv_utils.min_max_update)
    ((signature, names),) = ranges.get_signature_list().items()
    (name,) = names["inputs"]
    ranges.calibrate({signature: [{name: image[None]} for image in images]}, manager)
    quantizer = Quantizer(str(file), chosen)
    quantizer.quantize(ranges.get_model_qsvs()).export_model(str(file), overwrite=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
