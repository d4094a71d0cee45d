"""What `exports.json` holds: what a run's exports cost, measured once and kept beside it."""

from typing import Any

from fer.runs.checks import anything, list_of, maybe, number, record, require, text, whole
from fer.runs.metrics import IMAGES, SHARE
from fer.runs.reading import read_json, version
from fer.runs.run import Run

EXPORTS = "exports.json"

_FIGURES = record(
    {"n": whole(1, IMAGES), "accuracy": SHARE, "ci95": list_of(SHARE, 2)}, others=anything
)
_FILE = record(
    {
        "format": text(),
        "quantize": maybe(text()),
        "bytes": whole(1),
        "splits": record({}, others=_FIGURES),
        "milliseconds": number(0, 1e9),
        "largest_difference": number(0, 1),
        "flash": maybe(whole(1)),
    },
    {"sha256": text()},
    others=anything,
)
_FORM = record({"weights": text(), "files": list_of(_FILE)}, others=anything)


def measured(run: Run) -> list[dict[str, Any]]:
    """What was measured of a run's exports; nothing where its weights have changed since.

    Raises:
        FerError: The file is damaged.
    """
    file = run.folder / EXPORTS
    if version(file) is None or not run.has_weights:
        return []
    kept = read_json(file)
    require(EXPORTS, _FORM, kept)
    return kept["files"] if kept["weights"] == run.weights_hash() else []
