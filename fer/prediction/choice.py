"""Which runs can be asked, and which are asked unless somebody chooses."""

from collections.abc import Sequence

from fer.errors import FerError
from fer.runs import Run, all_runs, find

DEFAULT_RUNS = ("teacher", "mobilenet-63k-distilled", "cnn-61k")


def runs_to_predict(names: Sequence[str] = DEFAULT_RUNS) -> list[Run]:
    """The runs of these names.

    Raises:
        FerError: One does not exist, is broken, or has no weights yet.
    """
    runs = [find(name) for name in names]
    for run in runs:
        if not run.has_weights:
            raise FerError(run.no_weights)
    return runs


def choices() -> dict[str, Run]:
    """Every run that can be asked, by name: `DEFAULT_RUNS` first, then by name."""
    found = {run.name: run for run in all_runs() if isinstance(run, Run) and run.has_weights}
    names = [name for name in DEFAULT_RUNS if name in found]
    names += sorted(found.keys() - set(names))
    return {name: found[name] for name in names}


def first_choice(names: Sequence[str]) -> list[str]:
    """The runs to ask when nobody has chosen.

    Args:
        names: The names that `choices` gives.

    Returns:
        Those of `DEFAULT_RUNS`; where there are none, as many others.
    """
    defaults = [name for name in names if name in DEFAULT_RUNS]
    return defaults or list(names[: len(DEFAULT_RUNS)])
