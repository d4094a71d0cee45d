"""LiteRT files (TensorFlow Lite's): phones, and in int8 microcontrollers."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from safetensors.numpy import save_file

from fer import paths
from fer.errors import FerError
from fer.export import flatbuffer
from fer.export.artifact import Artifact, Tensor, standardised
from fer.export.formats import FORMATS
from fer.export.images import Images
from fer.models.folding import folded
from fer.runs import Run

FILE = "model.tflite"
FLOAT_REMARK = "One image at a time. All operators are built in."
HALF_REMARK = FLOAT_REMARK + " The weights are stored in 16 bits and computed with in 32."
INT8_REMARK = """\
One image at a time. All operators are built in and compute with integers (kernels by channel), so
LiteRT for Microcontrollers takes the file; `model_data.c` with `model_data.h` hold it as an array.
The image is standardised by the caller, as LiteRT for Microcontrollers has no square root of
integers. The output's values are (integer - zero point) x scale."""
"""Inside, the standardisation would also cost accuracy: `mobilenet-63k-distilled` has 0.6640 on
private then, and 0.6676 so."""


def write(run: Run, folder: Path, numbers: str, images: Images) -> Artifact:
    """Write a run as a LiteRT file.

    Raises:
        FerError: The converter is not installed, the run has no weights, or int8 has no images to
            be fitted on.
    """
    if not FORMATS["litert"].here:
        raise FerError(
            'LiteRT files need their makers\' converter: run `pip install -e ".[export]"`.'
        )
    file = folder / FILE
    file.write_bytes(_converted(run, numbers, images))
    content = file.read_bytes()
    if numbers == "int8":
        _write_array(content, folder)
    given, said = flatbuffer.tensors(file)
    remarks = {"float16": HALF_REMARK, "int8": INT8_REMARK}
    return Artifact(
        file,
        given,
        numbers == "int8",
        said,
        flatbuffer.operators(content),
        flatbuffer.peak_bytes(content),
        _logits(file, given, said),
        remarks.get(numbers, FLOAT_REMARK),
    )


def _converted(run: Run, numbers: str, images: Images) -> bytes:
    """What `fer.export.conversion` makes of a run."""
    layers, arrays = folded(run.config.architecture.layers, run.weights())
    with TemporaryDirectory() as scratch:
        place = Path(scratch)
        asked = {"layers": [asdict(layer) for layer in layers], "numbers": numbers}
        (place / "network.json").write_text(json.dumps(asked))
        contiguous = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
        save_file(contiguous, place / "weights.safetensors")
        if numbers == "int8":
            np.save(place / "images.npy", standardised(images.representative()))
        done = subprocess.run(
            [sys.executable, "-m", "fer.export.conversion", scratch],
            cwd=paths.REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"The conversion to LiteRT failed:\n{done.stderr[-4000:]}")
        return (place / FILE).read_bytes()


def _logits(file: Path, given: Tensor, said: Tensor) -> Callable[[np.ndarray], np.ndarray]:
    """What a file says of images, uint8 (n, 48, 48): float32 (n, classes)."""
    interpreter = flatbuffer.interpreter(file)
    source = interpreter.get_input_details()[0]["index"]
    target = interpreter.get_output_details()[0]["index"]

    def logits(images: np.ndarray) -> np.ndarray:
        if given.scale is None:
            numbers = images.astype(np.float32)[..., None]
        else:
            numbers = given.quantised(standardised(images))
        found = np.empty((len(images), *said.shape[1:]), said.dtype)
        for place, image in enumerate(numbers):
            interpreter.set_tensor(source, image[None])
            interpreter.invoke()
            found[place] = interpreter.get_tensor(target)[0]
        return said.values(found)

    return logits


def _write_array(content: bytes, folder: Path) -> None:
    """Write a file as a C array, aligned as LiteRT for Microcontrollers wants it."""
    rows = (content[start : start + 16] for start in range(0, len(content), 16))
    body = "\n".join("    " + ", ".join(f"0x{byte:02x}" for byte in row) + "," for row in rows)
    (folder / "model_data.h").write_text(
        "#ifndef MODEL_DATA_H\n#define MODEL_DATA_H\n\n"
        f"#define MODEL_DATA_BYTES {len(content)}\n"
        "extern const unsigned char model_data[MODEL_DATA_BYTES];\n\n#endif\n"
    )
    (folder / "model_data.c").write_text(
        '#include "model_data.h"\n\n#ifdef __GNUC__\n__attribute__((aligned(16)))\n#endif\n'
        f"const unsigned char model_data[MODEL_DATA_BYTES] = {{\n{body}\n}};\n"
    )
