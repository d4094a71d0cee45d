"""The short program beside each file: it needs the file's runtime and NumPy alone."""

from collections.abc import Callable, Sequence

from fer.export.artifact import Artifact

EXAMPLE = "example.gray"
"""48 rows of 48 bytes, which any language reads without a library."""

_IMAGE = f"""\
image = np.fromfile("{EXAMPLE}", np.uint8).reshape(1, 48, 48, 1).astype(np.float32)"""


def program(format: str, artifact: Artifact, classes: Sequence[str]) -> str:
    """The text of the program, at most 15 lines."""
    return _PROGRAMS[format](artifact, classes)


def line(label: str, share: float) -> str:
    """What the program prints of a class; the number first, as C pads bytes and not letters."""
    return f"{share:.3f} {label}\n"


def _answer(classes: Sequence[str]) -> str:
    plain = all(each.isalnum() for each in classes)
    names = f'"{" ".join(classes)}".split()' if plain else repr(list(classes))
    return f"""\
shares = np.exp(logits - logits.max())
for label, share in zip({names}, shares):
    print(f"{{share / shares.sum():.3f}} {{label}}")
"""


def _onnx(artifact: Artifact, classes: Sequence[str]) -> str:
    return f"""\
import numpy as np
import onnxruntime

{_IMAGE}
session = onnxruntime.InferenceSession("{artifact.file.name}")
logits = session.run(None, {{"images": image}})[0][0]
{_answer(classes)}"""


def _keras(artifact: Artifact, classes: Sequence[str]) -> str:
    return f"""\
import keras
import numpy as np

{_IMAGE}
model = keras.saving.load_model("{artifact.file.name}")
logits = model.predict(image, verbose=0)[0]
{_answer(classes)}"""


def _litert(artifact: Artifact, classes: Sequence[str]) -> str:
    whole = artifact.standardise
    quantise = """
image = (image - image.mean()) / max(image.std(), 1)
scale, zero = source["quantization"]
image = np.clip(np.round(image / scale) + zero, -128, 127).astype(np.int8)"""
    rescale = ' * target["quantization"][0]'
    return f"""\
import numpy as np
from ai_edge_litert.interpreter import Interpreter
{_IMAGE}
model = Interpreter("{artifact.file.name}")
model.allocate_tensors()
source, target = model.get_input_details()[0], model.get_output_details()[0]{quantise * whole}
model.set_tensor(source["index"], image)
model.invoke()
logits = model.get_tensor(target["index"])[0]{rescale * whole}
{_answer(classes)}"""


def _c(artifact: Artifact, classes: Sequence[str]) -> str:
    return f"""\
#include <math.h>
#include <stdio.h>
#include "fer_model.h"
int main(void) {{
    uint8_t image[FER_PIXELS];
    int16_t logits[FER_CLASSES];
    float shares[FER_CLASSES], sum = 0;
    FILE *file = fopen("{EXAMPLE}", "rb");
    if (!file || fread(image, 1, FER_PIXELS, file) != FER_PIXELS) return 1;
    fer_logits(image, logits);
    for (int k = 0; k < FER_CLASSES; k++) sum += shares[k] = expf(logits[k] * FER_LOGIT_SCALE);
    for (int k = 0; k < FER_CLASSES; k++) printf("%.3f %s\\n", shares[k] / sum, fer_labels[k]);
    return 0;
}}
"""


_PROGRAMS: dict[str, Callable[[Artifact, Sequence[str]], str]] = {
    "litert": _litert,
    "onnx": _onnx,
    "keras": _keras,
    "c": _c,
    "browser": _onnx,
}
