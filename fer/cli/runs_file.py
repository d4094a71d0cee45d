"""A file of runs to be trained, a line of `fer train` options each."""

import argparse
import shlex
import sys
from pathlib import Path

from fer.cli.parser import flags, given
from fer.cli.settings import check, configure
from fer.cli.task import Task
from fer.errors import FerError


def read_lines(path: Path) -> list[str]:
    """A text file's lines.

    Raises:
        FerError: It cannot be read.
    """
    try:
        return path.read_text("utf-8-sig").splitlines()
    except FileNotFoundError as error:
        raise FerError(f"There is no file {path}: check the path.") from error
    except OSError as error:
        raise FerError(f"{path} cannot be read ({error.strerror}): give a file.") from error
    except UnicodeDecodeError as error:
        raise FerError(f"{path} is no text in UTF-8: save it as such.") from error


def read(path: Path, parser: argparse.ArgumentParser) -> list[Task]:
    """The tasks of a file, a line a run; `#` begins a comment.

    A line that cannot be understood ends the program with a usage error.

    Raises:
        FerError: The file cannot be read, or holds no runs.
    """
    tasks: dict[str, Task] = {}
    for number, line in enumerate(read_lines(path), start=1):
        try:
            if not (words := shlex.split(line, comments=True)):
                continue
            if {"-h", "--help"} & set(words):
                parser.error("leave out --help")
            arguments = parser.parse_args(words)
            if no_part := given(arguments) & {"resume", "queue", "parallel", "json"}:
                parser.error(f"leave out {flags(no_part)}")
            check(arguments)
            if not arguments.name or arguments.name in tasks:
                parser.error("give every run a --name of its own")
        except (SystemExit, ValueError) as error:
            if isinstance(error, ValueError):
                print(f"fer: {str(error).lower()}", file=sys.stderr)
            print(f"fer: line {number} of {path} is no run: {line}", file=sys.stderr)
            raise SystemExit(2) from error
        teachers = {arguments.teacher, *(arguments.more_teachers or ())} & tasks.keys()
        tasks[arguments.name] = Task(
            arguments.name, frozenset(teachers), lambda arguments=arguments: configure(arguments)
        )
    if not tasks:
        raise FerError(f"{path} holds no runs: write the options of one on each line.")
    return list(tasks.values())
