"""The settings in which runs differ."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from fer.comparison.kept import kept
from fer.runs import Run

RUNS_KEPT, TABLES_KEPT = 8192, 8
UNTOLD = {"run", "schema_version"}
"""What every run has of its own, or none chose."""

Value = float | int | bool | str | None


@kept(TABLES_KEPT)
def differing(runs: Sequence[Run]) -> pd.DataFrame:
    """The settings that are not the same in all of the runs; not to be changed.

    Returns:
        A row a run, by its name; a column a setting, named by its path in `config.json`
        (`recipe.epochs`), in that file's order. Numbers stay numbers, lists become text, and what a
        run has not is None.
    """
    flat = [_flat(run) for run in runs]
    names = dict.fromkeys(name for values in flat for name in values)
    columns = {name: [values.get(name) for values in flat] for name in names}
    return pd.DataFrame(
        {
            name: pd.Series(values, dtype=object)
            for name, values in columns.items()
            if any(value != values[0] for value in values)
        }
    ).set_axis([run.name for run in runs], axis=0)


def words(setting: str) -> str:
    """A setting's name for people: `recipe.weight_decay` is `weight decay`."""
    return setting.removeprefix("recipe.").replace("_", " ").replace(".", " ")


def text(value: Value) -> str:
    """A setting's value for people; nothing for what a run has not."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def numeric(values: Sequence[Value]) -> bool:
    """Whether a setting's values are numbers, where there are any."""
    there = [value for value in values if value is not None]
    return bool(there) and all(type(value) in (int, float) for value in there)


@kept(RUNS_KEPT)
def _flat(run: Run) -> dict[str, Value]:
    values = _flatten(run.config.to_json())
    return {name: value for name, value in values if name not in UNTOLD}


def _flatten(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Value]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{prefix}{name}.")
        elif isinstance(value, list | tuple):
            yield prefix + name, ", ".join(map(str, value))
        else:
            yield prefix + name, value
