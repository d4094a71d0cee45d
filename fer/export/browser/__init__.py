"""A page that runs an exported network by itself: ONNX Runtime Web, no server and no network.

All that it loads are scripts: a page opened from a disk may load these, and fetch nothing.
"""

import base64
import gzip
import json
import lzma
import shutil
from dataclasses import replace
from pathlib import Path

from fer.export import onnx
from fer.export.artifact import Artifact
from fer.export.images import Images
from fer.runs import Run
from fer.runs.card import labels_of

HERE = Path(__file__).parent
PICTURE = HERE.parent / "example.png"
AS_THEY_ARE = ("index.html", "demo.js", "ort.js", "NOTICE")


def write(run: Run, folder: Path, numbers: str, images: Images) -> Artifact:
    """Write a run as an ONNX file with a page that runs it.

    Raises:
        FerError: See `fer.export.onnx.write`.
    """
    artifact = onnx.write(run, folder, numbers, images)
    for name in AS_THEY_ARE:
        shutil.copyfile(HERE / name, folder / name)
    # Browsers unpack gzip and not xz, which is two thirds as large.
    wasm = gzip.compress(lzma.decompress((HERE / "ort-wasm.xz").read_bytes()), mtime=0)
    runtime = {"wasm": _text(wasm), "script": (HERE / "ort-wasm.mjs").read_text(encoding="utf-8")}
    model = {
        "labels": run.config.schema.classes,
        "learnt": labels_of(run.config),
        "parameters": run.config.architecture.parameters,
        "onnx": _text(artifact.file.read_bytes()),
        "example": "data:image/png;base64," + _text(PICTURE.read_bytes()),
    }
    _write_script(folder / "runtime.js", "RUNTIME", runtime)
    _write_script(folder / "model.js", "MODEL", model)
    page = (
        "Open `index.html` in a browser: it shows what the network says of the example, of a "
        "picture of yours, or of the camera's. It holds the network and ONNX Runtime Web, and "
        "needs neither a server nor the internet."
    )
    return replace(artifact, remark=f"{page} {artifact.remark}")


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _write_script(file: Path, name: str, value: dict[str, object]) -> None:
    file.write_text(f"const {name} = {json.dumps(value)};\n", encoding="utf-8")
