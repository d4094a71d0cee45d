import json
import shlex
from argparse import ArgumentParser
from dataclasses import replace

import pytest

from fer.errors import FerError
from fer.models import PRESETS, Architecture, scaled
from fer.runs import Augmentation, Distillation, Recipe, RunConfig, Validation, options
from fer.runs.recipe import recipe_of

CONFIG = RunConfig(
    run="mine",
    architecture=Architecture(
        "cnn", (4,) * 8, grid=6, norm="after", dropout=0.2, stages=(1, 1, 1, 2, 3)
    ),
    preset=None,
    width=None,
    data="fer2013",
    fingerprint="0" * 16,
    validation=Validation("random", seed=3),
    seed=7,
    recipe=Recipe(epochs=5, optimizer="sgd", augmentation=Augmentation(flip=False, zoom=0.2)),
    distillation=Distillation("teacher", temperature=3.0, more_teachers=("a", "b")),
)


def test_config_round_trips_through_json() -> None:
    assert RunConfig.from_json(json.loads(json.dumps(CONFIG.to_json()))) == CONFIG
    assert RunConfig.from_json(CONFIG.to_json()) == CONFIG


@pytest.mark.parametrize(
    "damage",
    [
        {"schema_version": 99},
        {"family": "resnet"},
        {"channels": "many"},
        {"stages": [1, 2]},
        {"recipe": {"epochs": 5}},
        {"recipe": None},
        {"validation": {"kind": "grouped", "sead": 0}},
        {"distillation": {"teacher": "t", "temperature": -1}},
        {"engine": "jax"},
        {"device": "tpu"},
        {"distillation": {"teacher": "t", "more_teachers": ["s", "t"]}},
    ],
)
def test_a_damaged_config_is_a_sentence(damage: dict) -> None:
    with pytest.raises(FerError):
        RunConfig.from_json({**CONFIG.to_json(), **damage})


@pytest.mark.parametrize(
    "settings",
    [
        {"epochs": 0},
        {"batch_size": 0},
        {"learning_rate": float("nan")},
        {"optimizer": "lion"},
        {"schedule": "step"},
        {"label_smoothing": 1.0},
    ],
)
def test_a_bad_recipe_is_a_sentence(settings: dict) -> None:
    with pytest.raises(FerError, match=r"\.$"):
        Recipe(**settings)


def read_back(config: RunConfig) -> tuple:
    """The settings that the command which repeats `config` describes."""
    parser = ArgumentParser()
    options.add_options(parser)
    arguments = parser.parse_args(shlex.split(options.command(config))[4:])
    return (
        options.architecture(arguments),
        options.recipe(arguments),
        options.settings(arguments, Validation, Validation()),
        options.settings(arguments, Distillation, Distillation("")),
        arguments.seed,
    )


@pytest.mark.parametrize(
    "config",
    [
        CONFIG,
        RunConfig(
            "t", PRESETS["teacher"], "teacher", None, "fer2013", "0", recipe=recipe_of("teacher")
        ),
        RunConfig(
            "w", scaled("mobilenet", 0.3), None, 0.3, "synthetic", "0", recipe=Recipe(epochs=3)
        ),
        replace(CONFIG, preset="cnn-61k"),
        replace(CONFIG, width=0.2),
        replace(CONFIG, engine="torch", device="cuda"),
    ],
)
def test_the_repeating_command_describes_the_same_run(config: RunConfig) -> None:
    assert read_back(config) == (
        config.architecture,
        config.recipe,
        config.validation,
        config.distillation or Distillation(""),
        config.seed,
    )


def test_every_setting_has_an_option() -> None:
    parts = (Recipe, Augmentation, Distillation, Validation)
    offered = {(option.part, option.field) for option in options.OPTIONS}
    wanted = {(part, name) for part in parts for name in part.__dataclass_fields__}
    assert offered == wanted - {(Recipe, "augmentation")}


def test_a_config_older_than_the_engines_is_tensorflows() -> None:
    values = json.loads(json.dumps(replace(CONFIG, engine="torch", device="cuda").to_json()))
    del values["engine"], values["device"]
    assert RunConfig.from_json(values) == CONFIG


@pytest.mark.parametrize("seed", [-1, 2**32, 10**20])
def test_a_seed_that_no_generator_takes_is_a_sentence(seed: int) -> None:
    with pytest.raises(FerError, match="The seed must lie between 0 and 4,294,967,295"):
        replace(CONFIG, seed=seed)
    with pytest.raises(FerError, match="The validation seed must lie between"):
        Validation(seed=seed)


@pytest.mark.parametrize("teacher", ["-mine", "my teacher", "it's"])
def test_a_name_that_a_shell_would_take_apart_is_quoted(teacher: str) -> None:
    config = replace(CONFIG, distillation=Distillation(teacher))
    assert read_back(config)[3].teacher == teacher
