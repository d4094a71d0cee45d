"""An export as a folder: the file, what is known of it, an example, and a program that runs it."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from PIL import Image

from fer.errors import FerError
from fer.evaluation import softmax
from fer.export import measures
from fer.export.artifact import Artifact
from fer.export.formats import FLOAT, FORMATS, numbers, writer
from fer.export.images import images_of
from fer.export.programs import EXAMPLE, line, program
from fer.export.readme import readme
from fer.files import atomic_write
from fer.runs import Run

PICTURE = Path(__file__).parent / "example.png"
"""The face of `fer/prediction/astronaut.jpg`, cut out: gray, 48x48 pixels."""


def export(run: Run, format: str, quantize: str | None, folder: Path) -> dict[str, Any]:
    """Write a run's weights in another format, and measure the file.

    Args:
        run: The run.
        format: A name of `FORMATS`.
        quantize: `float16`, `int8`, or None for what the format has unless told otherwise.
        folder: Where to; it is made, and files of the same names in it are replaced.

    Returns:
        What `fer export --json` prints.

    Raises:
        FerError: The run has no weights, the format cannot be quantised so, a converter is not
            installed, or the folder cannot be written to or has a README.md of anything else.
    """
    return exported(run, format, quantize, folder)[0]


def exported(
    run: Run,
    format: str,
    quantize: str | None,
    folder: Path,
    known: Mapping[str, dict[str, Any]] | None = None,
) -> tuple[dict[str, Any], Artifact]:
    """`export`, and the file as it was where it was made.

    Args:
        run: As there.
        format: As there.
        quantize: As there.
        folder: As there.
        known: Files' figures on the test splits by their SHA-256, which are not measured again.
    """
    kind = numbers(format, quantize)
    check_own(folder, run)
    images = images_of(run.config)
    with TemporaryDirectory() as scratch:
        made = Path(scratch)
        artifact = writer(format)(run, made, kind, images)
        content = artifact.file.read_bytes()
        sha256 = hashlib.sha256(content).hexdigest()
        result = {
            "run": run.name,
            "format": format,
            "quantize": None if kind == FLOAT else kind,
            "file": str(folder / artifact.file.name),
            "bytes": len(content),
            "sha256": sha256,
            "input": artifact.to_json(),
            "splits": (known or {}).get(sha256) or measures.figures(artifact, images),
            "milliseconds": measures.milliseconds(artifact, images),
            "largest_difference": measures.largest_difference(artifact, run, images),
        }
        _describe(run, format, result, artifact, made)
        move(made, folder)
    return result, artifact


def check_own(folder: Path, run: Run) -> None:
    """Refuse a folder whose README is not of an export of this run.

    Raises:
        FerError: It is of another run's, or none of an export.
    """
    try:
        title = (folder / "README.md").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    name, _, label = title.partition("\n")[0].removeprefix("# ").partition(" as ")
    if label not in {kind.label for kind in FORMATS.values()}:
        raise FerError(
            f"{folder} has a README.md that is of no export: choose another folder with --to."
        )
    if name != run.name:
        raise FerError(
            f"{folder} holds an export of '{name}': choose another folder with --to, or delete it."
        )


def _describe(
    run: Run, format: str, result: dict[str, Any], artifact: Artifact, folder: Path
) -> None:
    """Write the example, its answer, the program and the README."""
    (folder / "example.png").write_bytes(PICTURE.read_bytes())
    face = np.asarray(Image.open(PICTURE))
    (folder / EXAMPLE).write_bytes(face.tobytes())
    logits = artifact.logits(face[None])[0]
    shares, classes = softmax(logits), run.config.schema.classes
    expected = {
        "label": classes[int(logits.argmax())],
        "logits": dict(zip(classes, map(float, logits), strict=True)),
        "probabilities": dict(zip(classes, map(float, shares), strict=True)),
    }
    (folder / "example.json").write_text(json.dumps(expected, indent=2) + "\n")
    text = program(format, artifact, classes)
    (folder / FORMATS[format].program).write_text(text, encoding="utf-8")
    said = "".join(map(line, classes, shares))
    (folder / "README.md").write_text(readme(run, result, artifact, text, said), encoding="utf-8")


def move(made: Path, folder: Path) -> None:
    """Put the files of a folder into another, each whole or not at all."""
    sources = [source for source in sorted(made.rglob("*")) if source.is_file()]
    copy_into(folder, {str(source.relative_to(made)): source.read_bytes() for source in sources})


def copy_into(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, each whole or not at all.

    Args:
        folder: Where to.
        files: Their contents by their paths in it.

    Raises:
        FerError: It cannot be written to.
    """
    try:
        for name, content in files.items():
            with atomic_write(folder / name) as file:
                file.write(content)
    except OSError as error:
        raise FerError(
            f"{folder} cannot be written to ({error.strerror}): choose another folder with --to."
        ) from error


def zip_of(
    folder: Path, name: str, without: Sequence[str] = (), more: Mapping[str, str] | None = None
) -> bytes:
    """The files of a folder as a zip.

    Args:
        folder: The folder.
        name: What it is called in the zip.
        without: Names of files to leave out.
        more: Texts to add, by their files' names.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name not in without:
                archive.write(path, f"{name}/{path.relative_to(folder)}")
        for path, text in (more or {}).items():
            archive.writestr(f"{name}/{path}", text)
    return file.getvalue()
