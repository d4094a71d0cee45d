"""`fer sweep`: families by widths by seeds by teachers."""

import argparse
import copy
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import product
from typing import Any

from fer import estimate, launch
from fer.cli import many
from fer.cli.output import show_json
from fer.cli.parser import flags, given, path
from fer.cli.runs_file import read_lines
from fer.cli.settings import check, configure
from fer.launchers import chosen
from fer.models import FAMILIES
from fer.planning import STEM_LENGTH
from fer.runs import Distillation, Run, RunConfig, all_runs, free_name, options
from fer.words import count

PLAIN = "none"
"""Among `--teachers`: the labels alone."""
EXAMPLE = "--family cnn --widths 0.1,0.2"
BESIDE_A_FILE = {"file", "parallel", "json", "dry_run"}


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.description = (
        "Train one run for every family, width, seed and teacher with the same other "
        "settings. The same command again goes on where an earlier one stopped. Families, "
        "widths, seeds and teachers take commas or spaces."
    )
    parser.allow_abbrev = False
    options.add_settings(parser)
    for name, kind, example, text in (
        ("family", _family, ",".join(FAMILIES), "families"),
        ("widths", float, "0.1,0.25,0.5", "width multipliers"),
        ("seeds", int, "0,1,2", "whole numbers"),
        ("teachers", str, f"{PLAIN},teacher", f"runs to distil from; {PLAIN}: the labels alone"),
    ):
        parser.add_argument(
            f"--{name}",
            type=_listed(kind, example),
            nargs="+",
            action="extend",
            metavar="LIST",
            help=f"{text}, such as {example}",
            default=None,
        )
    parser.add_argument(
        "--file",
        type=path,
        metavar="FILE",
        help=f"read the options from a text file instead, as one types them: {EXAMPLE}",
    )
    parser.add_argument("--dry-run", action="store_true", help="only tell what it would cost")
    many.add_parallel(parser)
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.set_defaults(
        run=run, parser=parser, preset=None, channels=None, stages=None, name=None, width=None
    )


def _listed(kind: Callable[[str], Any], example: str) -> Callable[[str], list]:
    def read(text: str) -> list:
        with suppress(ValueError):
            if found := [kind(part) for part in text.split(",") if part]:
                return found
        raise argparse.ArgumentTypeError(f"'{text}' is no list such as {example}")

    return read


def _family(name: str) -> str:
    if name not in FAMILIES:
        raise ValueError(name)
    return name


def run(arguments: argparse.Namespace) -> int:
    """Train the runs."""
    chosen()
    if arguments.file:
        arguments = _from_file(arguments)
    configs = _planned(list(_members(arguments)))
    _tell_cost(configs)
    if arguments.dry_run:
        if arguments.json:
            show_json([config.to_json() for config in configs])
        return 0
    tasks = [many.Task(each.run, frozenset(), lambda each=each: each) for each in configs]
    return many.run(tasks, arguments.parallel, arguments.json)


def _from_file(arguments: argparse.Namespace) -> argparse.Namespace:
    """The arguments with the options of the file that they name."""
    parser = arguments.parser
    if ignored := given(arguments) - BESIDE_A_FILE:
        parser.error(f"--file says all there is: leave out {flags(ignored)}")
    words = []
    for number, line in enumerate(read_lines(arguments.file), start=1):
        try:
            words += shlex.split(line, comments=True)
        except ValueError as error:
            parser.error(f"line {number} of {arguments.file}: {str(error).lower()}")
    if not words or not words[0].startswith("--"):
        parser.error(f"{arguments.file} must hold options as one types them, such as {EXAMPLE}")
    found = parser.parse_args(words)
    if twice := given(found) & BESIDE_A_FILE:
        parser.error(f"{arguments.file} cannot say {flags(twice)}: give it on the command line")
    for name in BESIDE_A_FILE:
        setattr(found, name, getattr(arguments, name))
    return found


def _members(arguments: argparse.Namespace) -> Iterator[argparse.Namespace]:
    """The arguments of each run, as `fer train` would have them."""
    parser = arguments.parser
    lists = {name: _flat(getattr(arguments, name)) for name in ("family", "widths")}
    if not all(lists.values()):
        parser.error("give --family and --widths, or --file")
    for one, several in (("seed", "seeds"), ("teacher", "teachers")):
        if getattr(arguments, one) is not None and getattr(arguments, several):
            parser.error(f"give --{one} or --{several}, not both")
    seeds = _flat(arguments.seeds) or [arguments.seed]
    teachers = _flat(arguments.teachers) or [arguments.teacher]
    for family, width, teacher, seed in product(lists["family"], lists["widths"], teachers, seeds):
        member = copy.copy(arguments)
        member.family, member.width, member.seed = family, width, seed
        member.teacher = None if teacher == PLAIN else teacher
        if teacher == PLAIN and len(teachers) > 1:
            # What is said about teaching is meant for the others.
            for option in options.OPTIONS:
                if option.part is Distillation:
                    setattr(member, option.dest, None)
        check(member)
        if arguments.seeds or arguments.teachers:
            member.name = _name(member, bool(arguments.seeds), bool(arguments.teachers))
        yield member


def _flat(lists: list[list] | None) -> list:
    """The parts of several lists, each once."""
    return list(dict.fromkeys(part for each in lists or () for part in each))


def _name(member: argparse.Namespace, of_seeds: bool, of_teachers: bool) -> str:
    """A name that tells the runs of a sweep apart."""
    parts = [member.family, f"{member.width:g}"]
    parts += [member.teacher] * (of_teachers and member.teacher is not None)
    parts += [member.data] * (member.data not in (None, "fer2013"))
    parts += [f"seed{member.seed}"] * of_seeds
    return re.sub("[^a-z0-9._-]", "-", "-".join(parts).lower())[:STEM_LENGTH]


def _planned(members: list[argparse.Namespace]) -> list[RunConfig]:
    """The runs, by the names of those that an earlier sweep began with the same settings."""
    configs = [configure(member) for member in members]
    # Where nobody says on what to train, it goes on where it was begun, whatever is here now.
    anywhere = all({member.engine, member.device} == {"auto"} for member in members)
    twins, names = launch.twins(configs, anywhere=anywhere), set()
    planned = []
    for config, twin in zip(configs, twins, strict=True):
        name = twin.name if twin else free_name(config.run, names)
        names.add(name)
        place = twin.config if twin else config
        planned.append(replace(config, run=name, engine=place.engine, device=place.device))
    return planned


def _tell_cost(configs: list[RunConfig]) -> None:
    """Say on stderr what is to be trained, and how many hours of one core that takes."""
    twins = [twin for twin in launch.twins(configs) if twin]
    done = {twin.name for twin in twins if twin.status.state == "finished"}
    left = [config for config in configs if config.run not in done]
    on_cores = [config for config in left if config.device == "cpu"]
    said = [count(len(configs), "run")]
    if done:
        said.append(f"{len(done)} of them finished before")
    if others := len(left) - len(on_cores):
        said.append(f"{others} of them on a GPU, whose time is not estimated")
    text = ", ".join(said)
    if on_cores:
        measurements = estimate.measured(run for run in all_runs() if isinstance(run, Run))
        seconds = sum(cost.seconds for cost in estimate.costs(on_cores, measurements))
        hours = estimate.core_hours(seconds, measurements)
        text += (
            f": about {hours:.1f} hours of one core" if hours >= 0.1 else ": minutes of one core"
        )
    print(f"{text}.", file=sys.stderr, flush=True)
