"""Results that are kept in memory until a run's files change."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

from fer.runs import Run

Result = TypeVar("Result")


class _Key:
    """A run under the identity of its parsed files, which are parsed anew when they change."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._identity = (run.folder, id(run.config), id(run.metrics))

    def __hash__(self) -> int:
        return hash(self._identity)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._identity == other._identity


def kept(runs: int) -> Callable:
    """Keep what a function of a run returned, for as many of the last runs; nobody changes it."""

    def decorate(function: Callable[..., Result]) -> Callable[..., Result]:
        @lru_cache(runs)
        def remembered(key: _Key, *rest: object) -> Result:
            return function(key.run, *rest)

        @wraps(function)
        def call(run: Run, *rest: object) -> Result:
            return remembered(_Key(run), *rest)

        return call

    return decorate
