"""Values and names from files in a sentence: in one line, and never long."""

import shlex
from unicodedata import category

UNSHOWN = {"Cc", "Cs", "Zl", "Zp"}
"""Unicode's categories of what has no place in a line of text: control characters, halves of
characters (which also stand for bytes that are not UTF-8 in a file's name), and ends of lines."""
LONGEST = 40
"""Characters of a value that a sentence quotes."""


def quote(value: object) -> str:
    """What JSON can hold, as a sentence names it."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case list():
            return f"a list of {len(value):,}"
        case dict():
            return "an object"
        case str():
            return repr(shorten(value))
        case _:
            return shorten(repr(value))


def shorten(text: str) -> str:
    """`text`, or its beginning and its length."""
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST // 2]}… ({len(text):,} characters)"


def argument(name: str) -> str:
    """`name` as a shell takes it at the end of a command."""
    # What begins with a hyphen would be an option.
    return "-- " * name.startswith("-") + shlex.quote(name)


def shown(name: str) -> str:
    """`name` with a mark for each character that has no place in a line of text."""
    if name.isprintable():
        return name
    return "".join("\N{REPLACEMENT CHARACTER}" if category(c) in UNSHOWN else c for c in name)
