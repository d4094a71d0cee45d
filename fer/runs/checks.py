"""Checks of what a file holds: small functions that are put together into the form of a document.

A check takes a value and returns nothing where it is right; where it is not, it raises a
`BadValueError`, to which each document around it adds where it stands:

    FORM = record({"n": whole(1, 10), "ci95": list_of(number(0, 1), 2)})
    require("metrics.json", FORM, {"n": 3, "ci95": [0.2, "high"]})

raises `FerError("metrics.json: ci95[1] must be a number from 0 to 1, not 'high'.")`.
"""

import sys
from collections.abc import Callable, Mapping
from typing import Any
from unicodedata import category

from fer.errors import FerError
from fer.runs.quoting import UNSHOWN, quote, shorten

Check = Callable[[Any], None]

MOST_64 = 2**63 - 1
"""The largest whole number that tables and charts can hold."""
DEEPEST = 8
"""Levels of lists and objects in what no check knows."""


class BadValueError(Exception):
    """What is wrong with a value.

    Args:
        text: What, as the end of a sentence that begins with the place.
        place: Where in the document.
    """

    def __init__(self, text: str, place: str = "") -> None:
        super().__init__(text)
        self.text, self.place = text, place

    def inside(self, name: str) -> "BadValueError":
        """The same as seen from the document around."""
        dot = "." if self.place and not self.place.startswith("[") else ""
        return BadValueError(self.text, f"{name}{dot}{self.place}")


def require(file: str, check: Check, value: object) -> None:
    """Hold `value`, which stands in `file`, against a check.

    Raises:
        FerError: It does not pass; the sentence says where and why.
    """
    try:
        check(value)
    except BadValueError as fault:
        colon = f": {fault.place}" if fault.place else ""
        raise FerError(f"{file}{colon} {fault.text}.") from None


def number(low: float = -sys.float_info.max, high: float = sys.float_info.max) -> Check:
    """A number, whole or not, between two others; never NaN or infinite."""
    bounded = (low, high) != (-sys.float_info.max, sys.float_info.max)
    wanted = f"a number from {low:g} to {high:g}" if bounded else "a number"

    def check(value: object) -> None:
        if type(value) not in (int, float) or not low <= value <= high:
            raise _not(wanted, value)

    return check


def whole(low: int = -MOST_64, high: int = MOST_64) -> Check:
    """A whole number between two others."""
    ends = f" of at least {low}" if high == MOST_64 else f" from {low} to {high}"
    wanted = f"a whole number{'' if low == -MOST_64 else ends}"

    def check(value: object) -> None:
        if type(value) is not int or not low <= value <= high:
            raise _not(wanted, value)

    return check


def flag(value: object) -> None:
    """True or false."""
    if type(value) is not bool:
        raise _not("true or false", value)


def text(longest: int = 1000, *, lines: bool = False) -> Check:
    """A text that can be shown: no half of a character, and in one line unless `lines`."""
    banned = {"Cs"} if lines else UNSHOWN

    def check(value: object) -> None:
        if type(value) is not str or len(value) > longest:
            raise _not(f"a text of up to {longest:,} characters", value)
        if not value.isprintable() and banned & set(map(category, value)):
            raise _not("a text that can be shown", value)

    return check


def one_of(*values: str) -> Check:
    """One of a few texts."""

    def check(value: object) -> None:
        if type(value) is not str or value not in values:
            raise _not(f"one of {', '.join(values)}", value)

    return check


def maybe(inner: Check) -> Check:
    """Null, or what passes `inner`."""

    def check(value: object) -> None:
        if value is not None:
            inner(value)

    return check


def list_of(inner: Check, count: int | None = None) -> Check:
    """A list or tuple of values that all pass `inner`, of `count` where that is given."""

    def check(value: object) -> None:
        if type(value) not in (list, tuple):
            raise _not("a list", value)
        if count is not None and len(value) != count:
            raise BadValueError(f"must have {count} entries, not {len(value):,}")
        for place, each in enumerate(value):
            _within(f"[{place}]", inner, each)

    return check


def record(
    required: Mapping[str, Check],
    optional: Mapping[str, Check] | None = None,
    others: Check | None = None,
    rule: Check | None = None,
) -> Check:
    """An object.

    Args:
        required: Checks of the fields that it must have.
        optional: Checks of those that it may have.
        others: Check of any other field; without it there may be none.
        rule: A check of the whole object, once all fields have passed.
    """
    known = {**required, **(optional or {})}

    def check(value: object) -> None:
        if type(value) is not dict:
            raise _not("an object", value)
        if not required.keys() <= value.keys():
            raise BadValueError(
                f"lacks {', '.join(name for name in required if name not in value)}"
            )
        for name, each in value.items():
            inner = known.get(name, others)
            if inner is None:
                raise BadValueError(f"has an unknown field, {quote(name)}")
            _within(name if name in known else shorten(name), inner, each)
        if rule:
            rule(value)

    return check


def anything(value: object, depth: int = DEEPEST) -> None:
    """Whatever JSON can hold, but finite, within 64 bits and not too deep."""
    if type(value) is float:
        number()(value)
    elif type(value) is int:
        whole()(value)
    elif type(value) in (list, dict):
        if not depth:
            raise BadValueError(f"must not be nested more than {DEEPEST} levels deep")
        for each in value.values() if type(value) is dict else value:
            anything(each, depth - 1)


def _not(wanted: str, value: object) -> BadValueError:
    return BadValueError(f"must be {wanted}, not {quote(value)}")


def _within(name: str, check: Check, value: object) -> None:
    try:
        check(value)
    except BadValueError as fault:
        raise fault.inside(name) from None
