"""The README of an export: all that its user needs to know, and nothing to look up elsewhere."""

from typing import Any

from fer.export.artifact import Artifact, Tensor
from fer.export.formats import FORMATS
from fer.export.programs import EXAMPLE
from fer.runs import Run
from fer.runs.card import labels_of


def readme(run: Run, result: dict[str, Any], artifact: Artifact, program: str, said: str) -> str:
    """A Markdown page.

    Args:
        run: The run that was exported.
        result: What `fer export --json` prints.
        artifact: The file.
        program: The program beside it.
        said: What that program prints.
    """
    kind = FORMATS[result["format"]]
    shape = run.config.architecture
    language = kind.program.rpartition(".")[2].replace("py", "python")
    install = f"pip install numpy {kind.runtime}\n" if kind.runtime else ""
    return f"""# {run.name} as {kind.label}

A {shape.family} network of {shape.parameters:,} parameters and {shape.macs:,} multiply-accumulates
that sorts a 48x48 gray face into {run.config.schema.words}.

| | |
|---|---|
| file | `{artifact.file.name}`, {result["bytes"]:,} bytes |
| SHA-256 | `{result["sha256"]}` |
| parameters | {shape.parameters:,} |
| numbers | {result["quantize"] or "float32"} |
| input | {_tensor(artifact.input)}: one channel, row by row |
| input's meaning | {_meaning(artifact)} |
| output | {_tensor(artifact.output)}: logits, no softmax |
| classes | {", ".join(run.config.schema.classes)}, in this order |
| operators | {", ".join(artifact.operators)} |
| activations at their peak | {artifact.memory:,} bytes for one image, without the weights |
| one image | {_time(result["milliseconds"])} |

{artifact.remark}

## How good it is

{_figures(run, result)}

## Run it

`{EXAMPLE}` (and `example.png`, for people) is a face of 48x48 pixels. This program,
`{kind.program}`, answers for it:

```{language}
{program}```

```sh
{install}{kind.run}
```

It prints:

```text
{said}```

A face is cut out as a square about as high as the face from chin to hairline, in gray, and resized
to 48x48 pixels. The network learnt {labels_of(run.config)}, not
what a person feels. Not for decisions about people.
"""


def _tensor(tensor: Tensor) -> str:
    text = f"{'x'.join(map(str, tensor.shape))}, {tensor.dtype}"
    if tensor.scale is not None:
        text += f", scale {tensor.scale!r}, zero point {tensor.zero_point}"
    return text


def _meaning(artifact: Artifact) -> str:
    if not artifact.standardise:
        return "gray levels 0 to 255; the image is standardised inside"
    return (
        "the image standardised by the caller: gray levels 0 to 255 less their mean, divided by "
        "their standard deviation, or by 1 where that is less; then divided by the scale, rounded, "
        "and the zero point added"
    )


def _time(milliseconds: float | None) -> str:
    if milliseconds is None:
        return "not measured"
    return f"{milliseconds:.2f} ms, from pixels to logits, on the machine that exported it"


def _figures(run: Run, result: dict[str, Any]) -> str:
    splits = {name: split for name, split in result["splits"].items() if split}
    where = "The largest difference of any probability from the run's own is {:.2g} on {}."
    if not splits:
        return (
            f"Not measured, as the data set that the run learnt, `{run.config.data}` (fingerprint "
            f"`{run.config.fingerprint}`), is not here: import it with "
            "`python -m fer data import PATH` and export again. "
            + where.format(result["largest_difference"], "256 images of noise")
        )
    rows = "\n".join(
        f"| {name} | {split['n']:,} | {split['accuracy']:.4f} | {split['ci95'][0]:.4f} to "
        f"{split['ci95'][1]:.4f} | {_trained(run, name)} |"
        for name, split in splits.items()
    )
    return (
        "| split | images | accuracy of this file | 95% interval | the run's own |\n"
        f"|---|---|---|---|---|\n{rows}\n\n"
        + where.format(result["largest_difference"], "at most 256 test images")
    )


def _trained(run: Run, split: str) -> str:
    figures = (run.metrics or {}).get("splits", {}).get(split)
    return f"{figures['accuracy']:.4f}" if figures else "–"
