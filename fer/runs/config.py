"""Everything that fixes a run: what is trained, on what and how. No TensorFlow.

A `RunConfig` is what `config.json` holds; `to_json` and `from_json` round-trip it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, get_args

from fer.errors import FerError
from fer.models import FAMILIES, MAXIMUM_WIDTH, MINIMUM_WIDTH, Architecture
from fer.runs.checks import anything, maybe, number, one_of, record, require
from fer.runs.quoting import quote
from fer.runs.ranges import require_between, require_seed
from fer.runs.reading import kept, read_json
from fer.runs.recipe import Augmentation, Distillation, Recipe
from fer.runs.typed import of_fields
from fer.schema import FER2013, Schema

CONFIG = "config.json"
SCHEMA_VERSION = 3
READ_VERSIONS = (2, SCHEMA_VERSION)
"""Runs of version 2 learnt FER2013's classes and splits."""

SplitKind = Literal["grouped", "random", "own"]
EngineName = Literal["tensorflow", "torch"]
DeviceName = Literal["cpu", "cuda", "mps"]


@dataclass(frozen=True)
class Validation:
    """Which part of Training is held out to choose the best epoch.

    Attributes:
        kind: `grouped` keeps pixel-identical images on one side, `random` does not; `own` is the
            validation part that the data set brings.
        seed: Seed of the choice.
        fraction: Share of Training that is held out.
    """

    kind: SplitKind = "grouped"
    seed: int = 0
    fraction: float = 0.1

    def __post_init__(self) -> None:
        if self.kind not in get_args(SplitKind):
            raise FerError(f"The validation split is grouped, random or own, not '{self.kind}'.")
        require_between("The validation share", self.fraction, 0.01, 0.5)
        require_seed("The validation seed", self.seed)


@dataclass(frozen=True)
class RunConfig:
    """One training, complete enough to repeat it.

    Attributes:
        run: The run's name, which is its folder's.
        architecture: The network.
        preset: The preset it was named by, if it was.
        width: The width multiplier it was named by, if it was.
        data: The data set's name.
        fingerprint: Hash of that data set's pixels, usage and labels.
        validation: The held-out part of Training.
        seed: Seed of initial weights, order and views.
        recipe: How it is trained.
        distillation: What it learns from a teacher, if it does.
        engine: What trains it.
        device: Where.
        schema: The classes and splits of the data set; the network has an output for each class.
        teacher_weights: The hashes of its teachers' weight files when it was made, so that another
            machine can tell whether it sees the same ones; empty in older runs.
    """

    run: str
    architecture: Architecture
    preset: str | None
    width: float | None
    data: str
    fingerprint: str
    validation: Validation = field(default_factory=Validation)
    seed: int = 0
    recipe: Recipe = field(default_factory=Recipe)
    distillation: Distillation | None = None
    engine: EngineName = "tensorflow"
    device: DeviceName = "cpu"
    schema: Schema = FER2013
    teacher_weights: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "teacher_weights", tuple(self.teacher_weights))
        require_seed("The seed", self.seed)
        if self.engine not in get_args(EngineName):
            raise FerError(f"The engine is tensorflow or torch, not '{self.engine}'.")
        if self.device not in get_args(DeviceName):
            raise FerError(f"The device is cpu, cuda or mps, not '{self.device}'.")
        # The network fits its data set, whatever set it was drawn up for.
        if self.architecture.classes != len(self.schema.classes):
            fitting = replace(self.architecture, classes=len(self.schema.classes))
            object.__setattr__(self, "architecture", fitting)

    @property
    def teachers(self) -> tuple[str, ...]:
        """The runs that it learns from; none if it learns from the labels alone."""
        return self.distillation.teachers if self.distillation else ()

    def to_json(self) -> dict[str, Any]:
        """The contents of `config.json`; the architecture's fields stand at the top."""
        fields = asdict(self)
        shape = fields.pop("architecture")
        del shape["classes"], fields["schema"]
        if not self.teacher_weights:
            del fields["teacher_weights"]
        return {
            "schema_version": SCHEMA_VERSION,
            "run": fields.pop("run"),
            **shape,
            **fields,
            "schema": self.schema.to_json(),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "RunConfig":
        """Read back what `to_json` gave.

        Raises:
            FerError: A value is missing, unknown or out of range, or the schema is another one.
        """
        version = values.get("schema_version")
        if type(version) is not int or version not in READ_VERSIONS:
            raise FerError(
                f"{CONFIG} has schema version {quote(version)}, and this program reads "
                f"{' and '.join(map(str, READ_VERSIONS))}: train the network again, or open the "
                "run with the program that wrote it."
            )
        require(CONFIG, _FORM if version > 2 else _OLDER_FORM, values)
        shape = {name: values[name] for name in (*_SHAPE, "kernel") if name in values}
        shape |= {name: tuple(shape[name]) for name in ("channels", "hidden", "stages")}
        recipe = values["recipe"]
        try:
            return cls(
                run=values["run"],
                architecture=Architecture(**shape),
                preset=values["preset"],
                width=values["width"],
                data=values["data"],
                fingerprint=values["fingerprint"],
                validation=Validation(**values["validation"]),
                seed=values["seed"],
                recipe=Recipe(**{**recipe, "augmentation": Augmentation(**recipe["augmentation"])}),
                distillation=values["distillation"] and Distillation(**values["distillation"]),
                # Runs older than the choice were trained by TensorFlow.
                engine=values.get("engine", "tensorflow"),
                device=values.get("device", "cpu"),
                schema=Schema(**values["schema"]) if version > 2 else FER2013,
                teacher_weights=values.get("teacher_weights", ()),
            )
        except FerError as error:
            raise FerError(f"{CONFIG}: {error}") from error


_SHAPE = of_fields(Architecture)
del _SHAPE["classes"]
_OTHER = of_fields(RunConfig) | {"width": maybe(number(MINIMUM_WIDTH, MAXIMUM_WIDTH))}
del _OTHER["architecture"]
_SHAPE["family"] = one_of(*FAMILIES)
_NEWER = {"kernel": _SHAPE.pop("kernel")}
_NEWER |= {name: _OTHER.pop(name) for name in ("engine", "device", "teacher_weights")}
"""Fields that older folders lack, and that have their defaults there."""
_SCHEMA = {"schema": _OTHER.pop("schema")}
_OLDER_FORM = record({**_OTHER, **_SHAPE}, _NEWER, others=anything)
_FORM = record({**_OTHER, **_SHAPE, **_SCHEMA}, _NEWER, others=anything)
"""The types; ranges are what the dataclasses themselves hold to."""


@kept(CONFIG)
def read_config(folder: Path) -> RunConfig:
    """The configuration in a run's `config.json`.

    Raises:
        FerError: The file is missing or damaged; see `RunConfig.from_json`.
    """
    values = read_json(folder / CONFIG)
    if not isinstance(values, dict):
        raise FerError(f"{CONFIG} must be an object, not {quote(values)}.")
    return RunConfig.from_json(values)
