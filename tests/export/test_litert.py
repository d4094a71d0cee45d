"""LiteRT files, where their makers' converter is installed."""

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from fer.errors import FerError
from fer.export import export, flatbuffer, formats
from fer.export.artifact import standardised

from .conftest import NETWORKS, check_readme, needs_litert

INTEGER = {
    "CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED", "MAX_POOL_2D", "MEAN", "PAD", "PADV2",
    "RESHAPE",
}  # fmt: skip
STANDARDISING = {"MEAN", "SUB", "MUL", "SQRT", "MAXIMUM", "DIV"}
LONG = [
    pytest.param(family, marks=[] if family == "mobilenet" else pytest.mark.long)
    for family in NETWORKS
]


def operators(folder: Path) -> set[str]:
    """The operators that a README tells."""
    readme = (folder / "README.md").read_text()
    (row,) = [line for line in readme.splitlines() if line.startswith("| operators")]
    return set(row.strip("| ").partition("| ")[2].split(", "))


def test_a_missing_converter_is_a_sentence(
    finished_run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    with pytest.raises(FerError, match=r'pip install -e "\.\[export\]"'):
        export(finished_run(), "litert", None, tmp_path)


@needs_litert
@pytest.mark.parametrize("family", LONG)
def test_a_float_file_says_what_the_run_says(exported: Callable[..., tuple], family: str) -> None:
    result, folder = exported("litert", family=family)
    assert result["largest_difference"] < 1e-4
    assert result["input"]["standardise"] is False
    assert operators(folder) <= INTEGER | STANDARDISING
    check_readme(result, folder)


@needs_litert
@pytest.mark.parametrize("family", LONG)
def test_float16_stores_the_weights_in_half_the_bytes(
    exported: Callable[..., tuple], family: str
) -> None:
    result, folder = exported("litert", "float16", family)
    assert result["largest_difference"] < 0.01
    assert "DEQUANTIZE" in operators(folder)


@needs_litert
@pytest.mark.parametrize("family", LONG)
def test_int8_is_integers_throughout(exported: Callable[..., tuple], family: str) -> None:
    result, folder = exported("litert", "int8", family)
    given = result["input"]
    assert (given["dtype"], given["standardise"]) == ("int8", True)
    assert 0.001 < given["scale"] < 0.2
    assert -128 <= given["zero_point"] <= 127
    assert operators(folder) <= INTEGER
    assert result["largest_difference"] < 0.1
    array = (folder / "model_data.c").read_text()
    digits = array[array.index("= {") :].replace("0x", "").replace(",", " ").split()[2:-1]
    assert bytes.fromhex("".join(digits)) == Path(result["file"]).read_bytes()
    subprocess.run("cc -std=c99 -Wall -Werror -c model_data.c", shell=True, cwd=folder, check=True)
    check_readme(result, folder)
    if find_spec("tflite_micro"):
        check_on_micro(Path(result["file"]), folder)


def check_on_micro(file: Path, folder: Path) -> None:
    """LiteRT for Microcontrollers answers as the README's program does."""
    given, said = flatbuffer.tensors(file)
    face = np.fromfile(folder / "example.gray", np.uint8).reshape(1, 48, 48)
    np.save(folder / "face.npy", given.quantised(standardised(face)))
    code = (
        "import numpy as np\n"
        "from tflite_micro.python.tflite_micro import runtime\n"
        "model = runtime.Interpreter.from_file('model.tflite', arena_size=400_000)\n"
        "model.set_input(np.load('face.npy'), 0)\n"
        "model.invoke()\n"
        "print(*model.get_output(0)[0])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    logits = json.loads((folder / "example.json").read_text())["logits"].values()
    # The two runtimes' kernels may round in other ways.
    tolerance = 2.01 * said.scale
    micro = said.values(np.array(done.stdout.split(), np.int8))
    np.testing.assert_allclose(micro, list(logits), atol=tolerance)
