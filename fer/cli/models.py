"""`fer models`: presets and families with their parameters and multiply-accumulates."""

import argparse

from fer.cli.output import show_json, show_table
from fer.models import FAMILIES, MAXIMUM_WIDTH, MINIMUM_WIDTH, PRESETS, Architecture, scaled


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("--family", choices=FAMILIES, help="show this family's layers")
    parser.add_argument("--width", type=float, help="at this width multiplier (default 1)")
    parser.add_argument("--json", action="store_true", help="print as JSON")
    parser.set_defaults(run=run, parser=parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the presets, or one family's layers at one width."""
    if arguments.width is not None and not arguments.family:
        arguments.parser.error("--width goes with --family")
    if arguments.family:
        width = 1.0 if arguments.width is None else arguments.width
        shape = scaled(arguments.family, width)
        if arguments.json:
            show_json({**_entry(shape), "width": width, "layers": _layers(shape)})
        else:
            show_table(
                ("layer", "output", "parameters", "MACs"),
                (
                    (row["kind"], "x".join(map(str, row["shape"])), row["parameters"], row["macs"])
                    for row in [*_layers(shape), {"kind": "total", "shape": [7], **_entry(shape)}]
                ),
            )
        return 0
    if arguments.json:
        show_json(
            {
                "presets": [{"preset": name, **_entry(shape)} for name, shape in PRESETS.items()],
                "families": [
                    {
                        "minimum_width": MINIMUM_WIDTH,
                        "maximum_width": MAXIMUM_WIDTH,
                        **_entry(scaled(family, 1.0)),
                    }
                    for family in FAMILIES
                ],
            }
        )
        return 0
    show_table(
        ("preset", "family", "parameters", "MACs", "channels"),
        (
            (
                name,
                shape.family,
                shape.parameters,
                shape.macs,
                " ".join(map(str, shape.channels + shape.hidden)),
            )
            for name, shape in PRESETS.items()
        ),
    )
    return 0


def _entry(shape: Architecture) -> dict:
    return {
        "family": shape.family,
        "parameters": shape.parameters,
        "macs": shape.macs,
        "channels": list(shape.channels),
        "hidden": list(shape.hidden),
    }


def _layers(shape: Architecture) -> list[dict]:
    return [
        {
            "kind": row.layer.kind,
            "shape": list(row.shape),
            "parameters": row.parameters,
            "macs": row.macs,
        }
        for row in shape.summary
    ]
