"""Results that are kept in memory as long as what they were worked out of is the same."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

Result = TypeVar("Result")
Thing = Any
"""A run, which is the same object until its files change; a table; some of them; or what is made of
them."""


class _Same:
    """Things under their identity, and alive as long as this key, so that no other takes theirs."""

    def __init__(self, thing: Thing) -> None:
        self.thing = tuple(thing) if isinstance(thing, list) else thing
        several = self.thing if isinstance(self.thing, tuple) else (self.thing,)
        self._identity = tuple(map(id, several))
        self._hash = hash(self._identity)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self._identity == other._identity


def kept(results: int) -> Callable:
    """Keep the last so many results of a function of a run, of a table, or of several.

    Nobody changes what it returned. Its other arguments can be hashed.
    """

    def decorate(function: Callable[..., Result]) -> Callable[..., Result]:
        @lru_cache(results)
        def remembered(key: _Same, *rest: object, **named: object) -> Result:
            return function(key.thing, *rest, **named)

        @wraps(function)
        def call(thing: Thing, *rest: object, **named: object) -> Result:
            return remembered(_Same(thing), *rest, **named)

        return call

    return decorate
