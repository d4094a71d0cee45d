"""A network as standard C: numbers in, numbers out, and no runtime at all."""

import ctypes
import shutil
import subprocess
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from math import prod
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from fer.export import integers
from fer.export.artifact import INPUT_SHAPE, Artifact, Tensor
from fer.export.images import Images
from fer.export.integers import PIXELS, Step
from fer.models.folding import folded
from fer.runs import Run

FILE, HEADER = "fer_model.c", "fer_model.h"
SOURCE = Path(__file__).parent / "c_source"
KINDS = ("conv", "depthwise", "dense", "average", "max_pool")


def write(run: Run, folder: Path, numbers: str, images: Images) -> Artifact:
    """Write a run as a C file with its header.

    It is quantised here (see `fer.export.integers`) and needs no converter. Where there is a C
    compiler the figures are those of the compiled file, else those of the same integers in NumPy,
    which are equal bit for bit.

    Raises:
        FerError: The run has no weights, or there are no images to be fitted on.
    """
    network = folded(run.config.architecture.layers, run.weights())
    steps, classes = integers.quantise(*network, images.representative()), run.config.schema.classes
    said = Tensor((1, len(classes)), "int16", steps[-1].said.scale, 0)
    (folder / HEADER).write_text(header(run.name, steps, classes), encoding="utf-8")
    file = folder / FILE
    file.write_text(source(steps, classes), encoding="utf-8")
    flash = sum(array.nbytes for step in steps for array in _constants(step).values())
    memory = _arena(steps) + 4 * _widest(steps)

    answer = compiled(folder, len(classes)) or partial(integers.logits, steps)
    return Artifact(
        file,
        Tensor(INPUT_SHAPE, "uint8"),
        False,
        said,
        tuple(sorted({step.layer.kind for step in steps})),
        memory,
        lambda pictures: said.values(answer(pictures)),
        f"Flash: {flash:,} bytes of constants, and some thousands of code. RAM: {memory:,} bytes, "
        "static; about 600 bytes of stack. Integers throughout, standardisation included: no "
        "`float`, no heap, no library. A logit is its integer x scale. C99; not for two threads at "
        "a time.",
        flash,
    )


def compiled(folder: Path, classes: int) -> Callable[[np.ndarray], np.ndarray] | None:
    """The C file in a folder, compiled: uint8 (n, 48, 48) to logits, int16 (n, classes).

    None where there is no C compiler that works.
    """
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    with TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        library = Path(scratch) / "fer_model.so"
        options = ["-std=c99", "-O3", "-shared", "-fPIC", "-o", str(library)]
        command = [compiler, *options, str(folder / FILE)]
        try:
            subprocess.run(command, check=True, capture_output=True)
            function = ctypes.CDLL(str(library)).fer_logits
        # One without its headers, or a folder from which nothing may be run.
        except (subprocess.CalledProcessError, OSError):
            return None
    function.restype = None

    def logits(images: np.ndarray) -> np.ndarray:
        found = np.empty((len(images), classes), np.int16)
        for image, row in zip(np.ascontiguousarray(images), found, strict=True):
            function(ctypes.c_void_p(image.ctypes.data), ctypes.c_void_p(row.ctypes.data))
        return found

    return logits


def _sizes(steps: Sequence[Step]) -> list[int]:
    """Bytes of the image and of each step's output; the logits are the caller's."""
    return [PIXELS, *(prod(step.after) for step in steps[:-1])]


def _arena(steps: Sequence[Step]) -> int:
    """Bytes for the hungriest step's input and output."""
    sizes = [*_sizes(steps), 0]
    return max(one + other for one, other in pairwise(sizes))


def _widest(steps: Sequence[Step]) -> int:
    """Channels of the widest depthwise step."""
    return max((step.after[-1] for step in steps if step.layer.kind == "depthwise"), default=0)


def _constants(step: Step) -> dict[str, np.ndarray]:
    """The arrays of a step as they lie in the file."""
    if step.kernel is None:
        return {}
    kernel = step.kernel if step.layer.kind == "depthwise" else np.moveaxis(step.kernel, -1, 0)
    return {
        "kernel": kernel,
        "bias": step.bias,
        "multiplier": step.multiplier,
        "shift": step.shift,
    }


def header(name: str, steps: Sequence[Step], classes: Sequence[str]) -> str:
    """The header of a network in integers, called `name`."""
    return f"""\
/* {name}: a facial expression from 48x48 gray levels, in integers. */
#ifndef FER_MODEL_H
#define FER_MODEL_H

#include <stdint.h>

#define FER_PIXELS {PIXELS}
#define FER_CLASSES {len(classes)}
#define FER_LOGIT_SCALE {steps[-1].said.scale:.9g}f

/* {", ".join(classes).replace("*/", "* /")} */
extern const char *const fer_labels[FER_CLASSES];

/* image: 48 rows of 48 gray levels, 0 black to 255 white.
   logits: times FER_LOGIT_SCALE, the network's logits; the largest is its answer. */
void fer_logits(const uint8_t image[FER_PIXELS], int16_t logits[FER_CLASSES]);

#endif
"""


def source(steps: Sequence[Step], classes: Sequence[str]) -> str:
    """The C file of a network in integers."""
    used = [kind for kind in KINDS if any(step.layer.kind == kind for step in steps[:-1])]
    arrays = [
        _array(f"{name}_{place:02d}", array)
        for place, step in enumerate(steps)
        for name, array in _constants(step).items()
    ]
    labels = ", ".join(map(_literal, classes))
    functions = [(SOURCE / f"{name}.c").read_text() for name in ("begin", *used, "classes")]
    return "\n".join(
        [
            "#include <stddef.h>\n",
            f'#include "{HEADER}"\n',
            f"#define FER_CHANNELS {max(_widest(steps), 1)}",
            f"#define FER_ARENA {_arena(steps)}\n",
            f"const char *const fer_labels[FER_CLASSES] = {{{labels}}};\n",
            *arrays,
            "",
            *functions,
            _calls(steps),
        ]
    )


def _literal(text: str) -> str:
    """A text as C writes it; a question mark may begin a trigraph."""
    for character in ("\\", '"', "?"):
        text = text.replace(character, "\\" + character)
    return f'"{text}"'


_TYPES = {"int8": "int8_t", "int32": "int32_t", "uint8": "uint8_t"}


def _array(name: str, array: np.ndarray) -> str:
    numbers = array.ravel().tolist()
    rows = (numbers[start : start + 20] for start in range(0, len(numbers), 20))
    body = ",\n    ".join(", ".join(map(str, row)) for row in rows)
    return f"static const {_TYPES[array.dtype.name]} {name}[{len(numbers)}] = {{\n    {body}}};"


def _calls(steps: Sequence[Step]) -> str:
    """The function that answers: inputs and outputs lie at the two ends of the arena in turn."""
    sizes, arena = _sizes(steps), _arena(steps)
    places = [arena - size if turn % 2 else 0 for turn, size in enumerate(sizes)]
    ends = [*(f"arena + {place}" for place in places), "logits"]
    lines = [
        f"    {_call(step, number, f'{ends[number]}, {ends[number + 1]}')}"
        for number, step in enumerate(steps)
    ]
    given = steps[0].given
    body = "\n".join(lines)
    return f"""\
void fer_logits(const uint8_t image[FER_PIXELS], int16_t logits[FER_CLASSES])
{{
    static int8_t arena[FER_ARENA];
    standardise(image, arena, {integers.input_factor(given)}, {given.zero_point});
{body}
}}
"""


def _call(step: Step, number: int, ends: str) -> str:
    layer, zeros = step.layer, f"{step.given.zero_point}, {step.said.zero_point}"
    arrays = ", ".join(f"{name}_{number:02d}" for name in _constants(step))
    shape = f"{step.before[0]}, {step.before[-1]}, {step.after[0]}"
    window = f"{layer.kernel}, {layer.stride}, {step.padding}"
    match layer.kind:
        case "dense" if step.said.dtype == "int16":
            return f"classes({ends}, {prod(step.before)}, {arrays}, {step.given.zero_point});"
        case "dense":
            sizes = f"{prod(step.before)}, {layer.units}"
            return f"dense({ends}, {sizes}, {arrays}, {zeros}, {step.lowest});"
        case "conv":
            sizes = f"{shape}, {layer.units}, {window}"
            return f"conv({ends}, {sizes}, {arrays}, {zeros}, {step.lowest});"
        case "depthwise":
            return f"depthwise({ends}, {shape}, {window}, {arrays}, {zeros}, {step.lowest});"
        case "max_pool":
            return f"max_pool({ends}, {shape}, {window});"
        case "average":
            sizes = f"{step.before[0]}, {step.before[-1]}"
            return f"average({ends}, {sizes}, {step.multiplier[0]}, {step.shift[0]}, {zeros});"
    raise ValueError(layer.kind)
