"""Numbers and names in words, spelt the same on every page and in every command."""

import re

_MARKS = re.compile(r"[\\*_`$\[\]<>~:&]|^[#+=-]")
"""What Markdown, as Streamlit reads it, takes for more than itself in a line, or first in one."""
_CODE = re.compile(r"(`[^`]*`)")


def count(number: int, noun: str) -> str:
    """A number of things, `noun` being the word for one: `1 epoch`, `1,200 epochs`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def plain(name: str) -> str:
    """A name in Markdown, letter for letter: folders are found by whatever name they have."""
    return _MARKS.sub(lambda mark: "\\" + mark[0], name)


def bold(name: str) -> str:
    """A name in bold Markdown, letter for letter."""
    return f"**{plain(name)}**"


def code(text: str) -> str:
    """Text as code in Markdown, letter for letter."""
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{text}{fence}" if len(fence) == 1 else f"{fence} {text} {fence}"


def sentence(text: str) -> str:
    """A sentence in Markdown: what stands in backticks as code, all else letter for letter."""
    parts = _CODE.split(text)
    parts[::2] = [plain(part).replace("\\: ", ": ") for part in parts[::2]]
    return "".join(parts)
