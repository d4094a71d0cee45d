"""A run's settings as command-line options, in both directions.

One table serves `fer train`, which reads the options, and the model card, which writes the command
that repeats a run.
"""

import shlex
from argparse import ArgumentParser, BooleanOptionalAction, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, get_args

from fer.models import FAMILIES, PRESETS, Architecture, scaled, with_grid
from fer.models.architecture import GRIDS, KERNELS, NormPosition
from fer.models.layers import Precision
from fer.runs.config import DeviceName, EngineName, RunConfig, SplitKind, Validation
from fer.runs.recipe import (
    NO_AUGMENTATION,
    Augmentation,
    Distillation,
    Optimizer,
    Recipe,
    Schedule,
    SoftLoss,
    recipe_of,
)


@dataclass(frozen=True)
class Option:
    """One setting.

    Attributes:
        flag: The option's name on the command line.
        part: The settings it belongs to.
        field: Its field there.
        help: What it does.
        choices: The values it takes, where they are few.
    """

    flag: str
    part: type
    field: str
    help: str
    choices: tuple[str, ...] = ()

    @property
    def dest(self) -> str:
        """Its attribute in the parsed arguments."""
        return self.flag.removeprefix("--").replace("-", "_")

    @property
    def default(self) -> Any:
        """The setting's default."""
        (field,) = (field for field in fields(self.part) if field.name == self.field)
        return None if field.default is MISSING else field.default


OPTIONS = (
    Option("--epochs", Recipe, "epochs", "passes over the training images"),
    Option("--batch-size", Recipe, "batch_size", "images a step"),
    Option("--optimizer", Recipe, "optimizer", "adamw or Nesterov sgd", get_args(Optimizer)),
    Option("--learning-rate", Recipe, "learning_rate", "its highest value"),
    Option("--weight-decay", Recipe, "weight_decay", "decay of the kernels"),
    Option("--schedule", Recipe, "schedule", "how the learning rate changes", get_args(Schedule)),
    Option("--label-smoothing", Recipe, "label_smoothing", "share of the target spread out"),
    Option("--mixup", Recipe, "mixup", "strength of mixing images; 0 for none"),
    Option("--weight-average", Recipe, "weight_average", "decay a step; 0 keeps raw weights"),
    Option("--precision", Recipe, "precision", "of training steps", get_args(Precision)),
    Option("--flip", Augmentation, "flip", "mirror half of the views"),
    Option("--shift", Augmentation, "shift", "largest shift, share of the side"),
    Option("--rotate", Augmentation, "rotate", "largest rotation, degrees"),
    Option("--zoom", Augmentation, "zoom", "largest relative change of the part that is seen"),
    Option("--contrast", Augmentation, "contrast", "largest change of gamma, in powers of two"),
    Option("--erase", Augmentation, "erase", "share of views with a rectangle erased"),
    Option("--teacher", Distillation, "teacher", "run to distil from"),
    Option(
        "--soft-loss",
        Distillation,
        "loss",
        "how the teacher is imitated: kd (Hinton 2015) or dist (Huang 2022)",
        get_args(SoftLoss),
    ),
    Option("--temperature", Distillation, "temperature", "divides both networks' logits"),
    Option("--alpha", Distillation, "alpha", "weight of the soft loss"),
    Option("--more-teachers", Distillation, "more_teachers", "runs that teach together with it"),
    Option(
        "--views",
        Distillation,
        "views",
        "views of an image that the teacher answers once; 0 asks it anew every epoch",
    ),
    Option(
        "--validation",
        Validation,
        "kind",
        "how images are held out: grouped keeps identical ones on one side",
        get_args(SplitKind),
    ),
    Option("--validation-seed", Validation, "seed", "seed of that split"),
    Option("--validation-fraction", Validation, "fraction", "share of Training held out"),
)


def add_options(parser: ArgumentParser) -> None:
    """Add every setting of a run to `parser`."""
    network = parser.add_mutually_exclusive_group()
    network.add_argument(
        "--preset",
        choices=PRESETS,
        help="one of the report's nine networks; teacher has a recipe of its own",
    )
    network.add_argument("--family", choices=FAMILIES, help="a family, with --width or --channels")
    parser.add_argument("--width", type=float, help="width multiplier, 0.05 to 2 (default 1)")
    parser.add_argument("--channels", type=int, nargs="+", help="explicit channel counts")
    parser.add_argument("--stages", type=int, nargs="+", help="convolutions between downsamplings")
    add_settings(parser)


def add_settings(parser: ArgumentParser) -> None:
    """Add the settings that a sweep's runs share; unset ones stay None, as presets differ."""
    parser.add_argument("--grid", type=int, choices=GRIDS, help="side of the last feature map")
    parser.add_argument("--kernel", type=int, choices=KERNELS, help="side of convolutions' windows")
    parser.add_argument("--hidden", type=int, nargs="*", help="units of hidden dense layers")
    parser.add_argument(
        "--norm",
        choices=get_args(NormPosition),
        help="batch normalisation before or after the activation",
    )
    parser.add_argument(
        "--dropout", type=float, help="share of features set to zero before each dense layer"
    )
    parser.add_argument("--data", help="data set (default fer2013)")
    parser.add_argument("--seed", type=int, help="of weights, order and views (default 0)")
    add_place(parser)
    parser.add_argument(
        "--no-augmentation", action="store_true", help="train on images as they are"
    )
    for option in OPTIONS:
        parser.add_argument(option.flag, help=_help(option), **_kind(option))


def add_place(parser: ArgumentParser) -> None:
    """Add the choice of what works, and where."""
    for flag, names, text in (
        ("--engine", get_args(EngineName), "TensorFlow or PyTorch"),
        ("--device", get_args(DeviceName), "processor or GPU"),
    ):
        parser.add_argument(
            flag, choices=("auto", *names), default="auto", help=f"{text} (default auto)"
        )


def _help(option: Option) -> str:
    default = option.default
    return option.help if default in (None, ()) else f"{option.help} (default {default})"


def _kind(option: Option) -> dict[str, Any]:
    if option.default is True:
        return {"action": BooleanOptionalAction, "default": None}
    if option.choices:
        return {"choices": option.choices}
    if option.default == ():
        return {"nargs": "+"}
    return {"type": str if option.default is None else type(option.default)}


def architecture(arguments: Namespace) -> Architecture:
    """The network that parsed arguments name."""
    if arguments.preset:
        base = PRESETS[arguments.preset]
    elif arguments.channels:
        base = with_grid(arguments.family, arguments.channels, arguments.stages or ())
    else:
        base = scaled(arguments.family, 1.0 if arguments.width is None else arguments.width)
    changes = {
        "grid": arguments.grid,
        "kernel": arguments.kernel,
        "hidden": None if arguments.hidden is None else tuple(arguments.hidden),
        "norm": arguments.norm,
        "dropout": arguments.dropout,
    }
    return _changed(base, changes)


def settings(arguments: Namespace, part: type, base: Any) -> Any:
    """`base`, an instance of `part`, with what the parsed arguments change."""
    return _changed(
        base,
        {
            option.field: getattr(arguments, option.dest)
            for option in OPTIONS
            if option.part is part
        },
    )


def _changed(base: Any, changes: dict[str, Any]) -> Any:
    """`base` with those of `changes` that were given."""
    return replace(base, **{name: value for name, value in changes.items() if value is not None})


def recipe(arguments: Namespace) -> Recipe:
    """The recipe that parsed arguments describe: the preset's own, with what they change."""
    base = recipe_of(arguments.preset)
    augmentation = NO_AUGMENTATION if arguments.no_augmentation else base.augmentation
    augmentation = settings(arguments, Augmentation, augmentation)
    return settings(arguments, Recipe, _changed(base, {"augmentation": augmentation}))


def changes(config: RunConfig) -> list[str]:
    """What a run's training has that is not the default, in words: `learning rate 0.001`."""
    found = []
    if config.architecture.norm != "before":
        found.append(f"norm {config.architecture.norm}")
    if config.architecture.dropout != FAMILIES[config.architecture.family].dropout:
        found.append(f"dropout {config.architecture.dropout:g}")
    parts = {
        Recipe: (config.recipe, Recipe()),
        Augmentation: (config.recipe.augmentation, Augmentation()),
        Validation: (config.validation, Validation()),
    }
    if config.recipe.augmentation == NO_AUGMENTATION:
        del parts[Augmentation]
    for option in OPTIONS:
        if option.part not in parts:
            continue
        now, usual = (getattr(part, option.field) for part in parts[option.part])
        if now != usual:
            value = f"{now:g}" if isinstance(now, float) else now
            found.append(f"{option.dest.replace('_', ' ')} {value}")
    return found


def command(config: RunConfig) -> str:
    """The shell command that repeats a run, with what differs from the defaults."""
    return " ".join(["python -m fer train", *_arguments(config)])


def sweep_command(configs: Sequence[RunConfig]) -> str:
    """The shell command that trains runs which differ in their width alone.

    Args:
        configs: At least one, named by their widths.
    """
    _, *rest = _arguments(configs[0])
    named = f"--family {configs[0].architecture.family}"
    widths = ",".join(f"{config.width:g}" for config in configs)
    return " ".join(["python -m fer sweep", named, f"--widths {widths}", *rest])


def _arguments(config: RunConfig) -> Iterator[str]:
    shape = config.architecture
    if config.preset in PRESETS and _alike(shape, PRESETS[config.preset]):
        yield f"--preset {config.preset}"
        named, base = PRESETS[config.preset], recipe_of(config.preset)
    elif config.width is not None and _alike(shape, scaled(shape.family, config.width)):
        yield f"--family {shape.family} --width {config.width:g}"
        named, base = scaled(shape.family, config.width), Recipe()
    else:
        yield f"--family {shape.family} --channels {' '.join(map(str, shape.channels))}"
        named, base = with_grid(shape.family, shape.channels, shape.stages), Recipe()
        if shape.stages != FAMILIES[shape.family].stages:
            yield f"--stages {' '.join(map(str, shape.stages))}"
    if shape.grid != named.grid:
        yield f"--grid {shape.grid}"
    if shape.kernel != named.kernel:
        yield f"--kernel {shape.kernel}"
    if shape.hidden != named.hidden:
        yield f"--hidden {' '.join(map(str, shape.hidden))}".rstrip()
    if shape.norm != named.norm:
        yield f"--norm {shape.norm}"
    if shape.dropout != named.dropout:
        yield f"--dropout {shape.dropout:g}"
    parts = {
        Recipe: (config.recipe, base),
        Augmentation: (config.recipe.augmentation, base.augmentation),
        Validation: (config.validation, Validation()),
    }
    if config.distillation:
        parts[Distillation] = (config.distillation, Distillation(""))
    for option in OPTIONS:
        now, before = parts.get(option.part, (None, None))
        value = getattr(now, option.field, None)
        if value != getattr(before, option.field, None):
            yield _written(option, value)
    if (config.engine, config.device) != ("tensorflow", "cpu"):
        yield f"--engine {config.engine} --device {config.device}"
    yield f"--data {config.data} --seed {config.seed}"


def _alike(one: Architecture, other: Architecture) -> bool:
    """Whether the convolutions are the same; a run may be older than what its name stands for."""
    return (one.channels, one.stages) == (other.channels, other.stages)


def _written(option: Option, value: Any) -> str:
    if isinstance(value, bool):
        return option.flag if value else option.flag.replace("--", "--no-", 1)
    if isinstance(value, tuple):
        return f"{option.flag} {' '.join(map(shlex.quote, value))}"
    if isinstance(value, str):
        # What begins with a dash would be an option.
        return f"{option.flag}{'=' if value.startswith('-') else ' '}{shlex.quote(value)}"
    return f"{option.flag} {value:g}" if isinstance(value, float) else f"{option.flag} {value}"
