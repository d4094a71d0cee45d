"""A run among many that are to be trained."""

from collections.abc import Callable
from dataclasses import dataclass

from fer.runs import RunConfig


@dataclass(frozen=True)
class Task:
    """A run to be trained.

    Attributes:
        name: The run's name.
        teachers: Names of the tasks before it that it waits for.
        configure: Its settings; asked when these are done.
    """

    name: str
    teachers: frozenset[str]
    configure: Callable[[], RunConfig]
