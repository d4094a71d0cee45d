"""What the Compare page shows, as one value, and its form in the page's address."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from math import isfinite
from typing import Any

from fer.comparison import MEASURES, SIZES
from fer.schema import TEST_SPLITS

SCATTER, PARALLEL = "scatter", "parallel"
ANYONE, PLAIN, DISTILLED = "all", "plain", "distilled"
FAMILY = "family"
LIMITED = ("parameters", "bytes", "macs", "milliseconds", "peak_bytes")
"""The sizes that can have a limit, those first that most people have."""
LONGEST, MOST_VALUES = 200, 60
"""Characters of a text from an address, and how many texts of a kind it can hold."""

Query = dict[str, list[str]]
"""The parts of an address by key, in the order in which they stand."""


def _part(key: str, default: Any, choices: Collection[str] = ()) -> Any:
    """A field that stands in the address under `key`."""
    return field(default=default, metadata={"key": key, "choices": tuple(choices)})


@dataclass(frozen=True)
class View:
    """All that a user can choose on the page.

    Attributes:
        data: The data set's fingerprint; empty for the commonest.
        measure: What runs are judged by.
        size: What they are drawn against.
        plot: Whether there are markers or lines across all sizes and settings.
        color: What the colours say: the family, or a setting's path in `config.json`.
        families: The families that are shown; all if there are none.
        taught: Whether runs are shown that a teacher taught.
        training: Ways of training that are shown, by `training_id`; all if there are none.
        own: Whether the zoo is left out.
        archived: Whether runs that were put aside are shown.
        find: Words that must occur in what is told of a run.
        log: Whether the size's axis is logarithmic.
        line: Whether the best for its size are joined.
        trends: Whether each family has its trend.
        seeds: Whether each seed stands for itself.
        of_each: Whether of each family, size and lesson the best training alone is shown.
        best: Whether runs are hidden that another beats in size and measure.
        guesses: Whether there are lines for chance and for the commonest class.
        report: Whether the report's figures are shown.
        peers: Whether other projects' are.
        files: Whether the runs' exported files are shown.
        limits: The largest value allowed, by size.
        chosen: Names of the runs that are ticked.
        against: The run that differences are taken to; empty for the best.
        columns: The table's columns; empty for the usual ones.
        split: Of the figures of one run in detail.
    """

    data: str = _part("data", "")
    measure: str = _part("y", "private", MEASURES)
    size: str = _part("x", "parameters", SIZES)
    plot: str = _part("plot", SCATTER, (SCATTER, PARALLEL))
    color: str = _part("color", FAMILY)
    families: tuple[str, ...] = _part("family", ())
    taught: str = _part("taught", ANYONE, (ANYONE, PLAIN, DISTILLED))
    training: tuple[str, ...] = _part("training", ())
    own: bool = _part("own", False)
    archived: bool = _part("archived", False)
    find: str = _part("find", "")
    log: bool = _part("log", True)
    line: bool = _part("line", True)
    trends: bool = _part("trends", False)
    seeds: bool = _part("seeds", False)
    of_each: bool = _part("of_each", False)
    best: bool = _part("best", False)
    guesses: bool = _part("guesses", False)
    report: bool = _part("report", True)
    peers: bool = _part("peers", False)
    files: bool = _part("files", False)
    limits: tuple[tuple[str, float], ...] = _part("most", (), LIMITED)
    chosen: tuple[str, ...] = _part("run", ())
    against: str = _part("against", "")
    columns: tuple[str, ...] = _part("column", ())
    split: str = _part("split", "private", ("validation", *TEST_SPLITS))


FIELDS = {each.name: each for each in fields(View)}


def to_query(view: View) -> Query:
    """The address of a view: what is not as usual."""
    query: Query = {}
    for name, about in FIELDS.items():
        value = getattr(view, name)
        if value == about.default:
            continue
        key = about.metadata["key"]
        if name == "limits":
            query |= {f"{key}_{size}": [f"{limit:.12g}"] for size, limit in value}
        elif isinstance(value, bool):
            query[key] = [str(int(value))]
        else:
            query[key] = list(value[:MOST_VALUES]) if isinstance(value, tuple) else [value]
    return query


def from_query(query: Mapping[str, list[str]]) -> View:
    """The view of an address; what is unknown or damaged is as usual."""
    found = {}
    for name, about in FIELDS.items():
        key, choices = about.metadata["key"], about.metadata["choices"]
        if name == "limits":
            limits = {size: _limit(query.get(f"{key}_{size}", [])) for size in choices}
            found[name] = tuple((size, limit) for size, limit in limits.items() if limit)
            continue
        texts = [text for text in query.get(key, ())[:MOST_VALUES] if 0 < len(text) <= LONGEST]
        if not texts:
            continue
        if isinstance(about.default, tuple):
            found[name] = tuple(dict.fromkeys(texts))
        elif isinstance(about.default, bool):
            if texts[0] in ("0", "1"):
                found[name] = texts[0] == "1"
        elif not choices or texts[0] in choices:
            found[name] = texts[0]
    return View(**found)


def _limit(texts: list[str]) -> float | None:
    try:
        value = float(texts[0])
    except (IndexError, ValueError):
        return None
    return value if isfinite(value) and value > 0 else None
