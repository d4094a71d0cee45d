from collections.abc import Callable

import numpy as np
import onnx
import onnxruntime
import pytest

from fer.models import onnx_graph

from .conftest import NETWORKS


@pytest.mark.parametrize("family", NETWORKS)
def test_a_float_file_says_what_the_run_says(exported: Callable[..., tuple], family: str) -> None:
    result, _ = exported("onnx", family=family)
    assert result["quantize"] is None
    assert result["largest_difference"] < 1e-4
    assert result["input"] == {
        "shape": [1, 48, 48, 1],
        "dtype": "float32",
        "scale": None,
        "zero_point": None,
        "standardise": False,
    }


def test_it_is_conservative_and_takes_any_number_of_images(exported: Callable[..., tuple]) -> None:
    result, _ = exported("onnx")
    model = onnx.load(result["file"])
    assert model.ir_version <= 8
    assert [(opset.domain, opset.version) for opset in model.opset_import] == [("", 17)]
    session = onnxruntime.InferenceSession(result["file"])
    for n in (1, 3):
        images = np.zeros((n, 48, 48, 1), np.float32)
        assert session.run(None, {onnx_graph.INPUT: images})[0].shape == (n, 7)


def test_float16_halves_the_weights(exported: Callable[..., tuple]) -> None:
    result, _ = exported("onnx", "float16")
    assert result["largest_difference"] < 0.01
    halves = [each for each in onnx.load(result["file"]).graph.initializer if each.dims]
    assert {each.data_type for each in halves} == {onnx.TensorProto.FLOAT16}


@pytest.mark.parametrize("family", NETWORKS)
def test_int8_has_every_layer_quantised(exported: Callable[..., tuple], family: str) -> None:
    result, _ = exported("onnx", "int8", family=family)
    assert result["largest_difference"] < 0.1
    model = onnx.load(result["file"])
    assert model.ir_version <= 8
    assert {(opset.domain, opset.version) for opset in model.opset_import} >= {("", 17)}
    made_by = {output: node.op_type for node in model.graph.node for output in node.output}
    for node in model.graph.node:
        if node.op_type in ("Conv", "Gemm"):
            assert made_by[node.input[0]] == "DequantizeLinear"
            assert made_by[node.input[1]] == "DequantizeLinear"
    # In eight bits two products would overflow on a processor without VNNI.
    weights = [
        onnx.numpy_helper.to_array(each)
        for each in model.graph.initializer
        if each.data_type == onnx.TensorProto.INT8 and len(each.dims) > 1
    ]
    assert len(weights) >= 3
    assert max(abs(each.astype(int)).max() for each in weights) <= 64
