"""How options are read."""

import argparse
from pathlib import Path
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """A parser whose usage errors are one line, which says where the options are explained."""

    def error(self, message: str) -> NoReturn:
        """End the program with exit status 2."""
        self.exit(2, f"fer: {message} (see: {self.prog} --help)\n")


def at_least_one(text: str) -> int:
    """A whole number of at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number of at least 1")
    return int(text)


def path(text: str) -> Path:
    """A path as it is typed; an empty one, which would mean the working directory, is refused."""
    if not text:
        raise argparse.ArgumentTypeError("an empty name is no file")
    return Path(text)


def names(text: str) -> list[str]:
    """What is typed with commas between; spaces around a name do not count."""
    found = [name.strip() for name in text.split(",")]
    if not all(found):
        raise argparse.ArgumentTypeError(f"'{text}' is not a list such as a,b,c")
    return found


def given(arguments: argparse.Namespace) -> set[str]:
    """The options that are not as they are by default."""
    default = arguments.parser.get_default
    return {
        name
        for name, value in vars(arguments).items()
        if name not in ("run", "parser") and value != default(name)
    }


def flags(names: set[str]) -> str:
    """Names of options as one types them."""
    return ", ".join(f"--{name.replace('_', '-')}" for name in sorted(names))
