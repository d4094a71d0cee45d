"""The formats there are, and what each can be quantised to."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from fer.errors import FerError
from fer.export.artifact import Artifact
from fer.export.images import Images
from fer.runs import Run

FLOAT = "float32"
"""What a file has that is not quantised."""


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Attributes:
        label: Its name for people.
        runtime: What pip has to install for the program that runs it; "" if nothing.
        run: How the program beside the file is run.
        program: That program's file.
        quantised: The numbers that it can hold, the first unless one is asked for.
        makers: Modules that make it and do not come with this package.
    """

    label: str
    runtime: str
    run: str
    program: str
    quantised: tuple[str, ...]
    makers: tuple[str, ...] = ()

    @property
    def here(self) -> bool:
        """Whether all that makes it is installed."""
        return all(find_spec(name) is not None for name in self.makers)


_PYTHON = {"run": "python run.py", "program": "run.py"}
FORMATS = {
    "litert": Format(
        "LiteRT",
        "ai-edge-litert",
        **_PYTHON,
        quantised=(FLOAT, "float16", "int8"),
        makers=("litert_torch", "ai_edge_quantizer", "ai_edge_litert"),
    ),
    "onnx": Format("ONNX", "onnxruntime", **_PYTHON, quantised=(FLOAT, "float16", "int8")),
    "keras": Format("Keras", "tensorflow", **_PYTHON, quantised=(FLOAT,)),
    "c": Format(
        "C",
        "",
        "cc -std=c99 -O3 -o run run.c fer_model.c -lm\n./run",
        "run.c",
        quantised=("int8",),
    ),
    "browser": Format(
        "a page for the browser", "onnxruntime", **_PYTHON, quantised=(FLOAT, "float16", "int8")
    ),
}
"""By their names on the command line."""
QUANTISED = ("float16", "int8")


def numbers(format: str, quantize: str | None) -> str:
    """What the numbers of a file are: `float32`, `float16` or `int8`.

    Args:
        format: A name of `FORMATS`.
        quantize: `float16` or `int8`; None for the format's first.

    Raises:
        FerError: The format cannot be quantised so.
    """
    choices = FORMATS[format].quantised
    wanted = quantize or choices[0]
    if wanted not in choices:
        raise FerError(
            f"{FORMATS[format].label} files have {' or '.join(choices)} here, not {wanted}: "
            "choose another --format, or leave out --quantize."
        )
    return wanted


def writer(format: str) -> Callable[[Run, Path, str, Images], Artifact]:
    """The function that writes a format's files; its module is loaded now."""
    return import_module(f"fer.export.{format}").write
