"""The short program beside each file: it needs the file's runtime and NumPy alone."""

from fer import LABELS
from fer.export.artifact import Artifact

EXAMPLE = "example.gray"
"""48 rows of 48 bytes, which any language reads without a library."""

_IMAGE = f"""\
image = np.fromfile("{EXAMPLE}", np.uint8).reshape(1, 48, 48, 1).astype(np.float32)"""
_ANSWER = f"""\
shares = np.exp(logits - logits.max())
for label, share in zip("{" ".join(LABELS)}".split(), shares / shares.sum()):
    print(f"{{label:<9}}{{share:.3f}}")
"""


def program(format: str, artifact: Artifact) -> str:
    """The text of the program, at most 15 lines."""
    return _PROGRAMS[format](artifact)


def _onnx(artifact: Artifact) -> str:
    return f"""\
import numpy as np
import onnxruntime

{_IMAGE}
session = onnxruntime.InferenceSession("{artifact.file.name}")
logits = session.run(None, {{"images": image}})[0][0]
{_ANSWER}"""


def _keras(artifact: Artifact) -> str:
    return f"""\
import keras
import numpy as np

{_IMAGE}
model = keras.saving.load_model("{artifact.file.name}")
logits = model.predict(image, verbose=0)[0]
{_ANSWER}"""


_PROGRAMS = {"onnx": _onnx, "keras": _keras}
