"""From parsed options to a run's configuration."""

import argparse

from fer.cli.parser import flags
from fer.planning import new_run
from fer.runs import Distillation, RunConfig, Validation, options


def check(arguments: argparse.Namespace) -> None:
    """End with a usage error where options contradict or would be ignored."""
    parser = arguments.parser
    if arguments.name == "":
        parser.error("--name is empty: leave it out, or give one")
    if not (arguments.preset or arguments.family):
        parser.error("give --preset, --family, --resume or --queue")
    if arguments.preset and (arguments.width or arguments.channels):
        parser.error("--width and --channels go with --family, not with --preset")
    if arguments.width is not None and arguments.channels:
        parser.error("give --width or --channels, not both")
    if arguments.stages and not arguments.channels:
        parser.error("--stages goes with --channels")
    of_teaching = {
        option.dest
        for option in options.OPTIONS
        if option.part is Distillation and getattr(arguments, option.dest) is not None
    }
    if of_teaching and not arguments.teacher:
        parser.error(f"{flags(of_teaching)} need{'s' * (len(of_teaching) == 1)} --teacher")


def configure(arguments: argparse.Namespace) -> RunConfig:
    """The run that checked arguments describe.

    Raises:
        FerError: See `fer.planning.new_run`.
    """
    width = None
    if not arguments.preset and not arguments.channels:
        width = 1.0 if arguments.width is None else arguments.width
    distillation = None
    if arguments.teacher:
        distillation = options.settings(arguments, Distillation, Distillation(arguments.teacher))
    validation = options.settings(arguments, Validation, Validation())
    return new_run(
        options.architecture(arguments),
        preset=arguments.preset,
        width=width,
        data_name=arguments.data or "fer2013",
        recipe=options.recipe(arguments),
        distillation=distillation,
        validation=None if validation == Validation() else validation,
        seed=arguments.seed or 0,
        name=arguments.name,
        engine=arguments.engine,
        device=arguments.device,
    )
