"""Everything that fixes a run: what is trained, on what and how. No TensorFlow.

A `RunConfig` is what `config.json` holds; `to_json` and `from_json` round-trip it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from math import isfinite
from pathlib import Path
from typing import Any, Literal, get_args

from fer.errors import FerError
from fer.models import FAMILIES, MAXIMUM_WIDTH, MINIMUM_WIDTH, Architecture
from fer.models.layers import Precision
from fer.runs.checks import anything, maybe, number, one_of, record, require
from fer.runs.quoting import quote
from fer.runs.reading import kept, read_json
from fer.runs.typed import of_fields
from fer.schema import FER2013, Schema

CONFIG = "config.json"
SCHEMA_VERSION = 3
READ_VERSIONS = (2, SCHEMA_VERSION)
"""Runs of version 2 learnt FER2013's classes and splits."""
MOST_EPOCHS = 10_000
MOST_SEED = 2**32 - 1
"""What NumPy's and Keras' generators take."""

MOMENTUM = 0.9
"""Of `sgd`; of `adamw` the decay of the mean gradient (beta 1)."""
BETA_2 = 0.99
"""Of `adamw`: the decay of the mean squared gradient."""
STEPS_BETWEEN_AVERAGES = 4
"""The average moves every so many steps, by as much more: each move costs as much as an update."""

Optimizer = Literal["adamw", "sgd"]
Schedule = Literal["one-cycle", "cosine"]
SoftLoss = Literal["kd", "dist"]
SplitKind = Literal["grouped", "random", "own"]
EngineName = Literal["tensorflow", "torch"]
DeviceName = Literal["cpu", "cuda", "mps"]


def check_seed(name: str, value: int) -> None:
    """Refuse a seed that lies outside of 0 to `MOST_SEED`."""
    if not 0 <= value <= MOST_SEED:
        raise FerError(f"{name} must lie between 0 and {MOST_SEED:,}, not {quote(value)}.")


def _between(name: str, value: float, low: float, high: float) -> None:
    if not (isfinite(value) and low <= value <= high):
        raise FerError(f"{name} must lie between {low:g} and {high:g}, not {value:g}.")


@dataclass(frozen=True)
class Augmentation:
    """How far a training view may stray from its image; all zero leaves it as it is.

    Attributes:
        flip: Whether half of the views are mirrored.
        shift: Largest shift along each axis, as a share of the side.
        rotate: Largest rotation, in degrees.
        zoom: Largest relative change of size.
        contrast: Largest change of the exponent of gamma correction, in octaves (a linear change
            of brightness or contrast would be undone by the network's standardisation).
        erase: Share of views in which a random rectangle of 2 to 20% of the area is replaced by
            the image's mean (after Zhong et al. 2020, "Random Erasing").
    """

    flip: bool = True
    shift: float = 0.1
    rotate: float = 12.0
    zoom: float = 0.12
    contrast: float = 0.3
    erase: float = 0.2

    def __post_init__(self) -> None:
        _between("The shift", self.shift, 0, 0.5)
        _between("The rotation", self.rotate, 0, 180)
        _between("The zoom", self.zoom, 0, 0.9)
        _between("The contrast", self.contrast, 0, 3)
        _between("The share of erased views", self.erase, 0, 1)


NO_AUGMENTATION = Augmentation(flip=False, shift=0, rotate=0, zoom=0, contrast=0, erase=0)


@dataclass(frozen=True)
class Recipe:
    """How a network is trained.

    Attributes:
        epochs: Passes over the training images.
        batch_size: Images a step.
        optimizer: `adamw` (Loshchilov & Hutter 2019) or `sgd` with Nesterov momentum 0.9.
        learning_rate: Its peak.
        weight_decay: Share of a kernel that a step takes away, times the learning rate; decoupled
            from the moments (Loshchilov & Hutter 2019), so that with `sgd` ten times as much is
            wanted as of an L2 penalty that goes through the momentum of 0.9.
        schedule: `one-cycle` rises for 30% of the steps, then falls as a cosine (Smith & Topin
            2019); `cosine` rises for 5%.
        label_smoothing: Share of the target spread over all classes (Szegedy et al. 2016).
        mixup: Parameter of the beta distribution of mixtures of two images and their targets
            (Zhang et al. 2018); 0 mixes none. A teacher's answer to a mixture is the same mixture
            of its softened probabilities.
        weight_average: Decay a step of the exponential moving average of the weights, which is
            what is evaluated and kept; 0 keeps the raw weights.
        precision: Of the training steps' activations and gradients. `bfloat16` makes a large
            network faster on a processor with AVX512-BF16 or AMX (the teacher by 40%), small
            networks half as fast, and every network slower on other processors.
        augmentation: How far training views stray from their images.
    """

    epochs: int = 30
    batch_size: int = 64
    optimizer: Optimizer = "adamw"
    learning_rate: float = 4e-3
    weight_decay: float = 0.02
    schedule: Schedule = "one-cycle"
    label_smoothing: float = 0.1
    mixup: float = 0.0
    weight_average: float = 0.998
    precision: Precision = "float32"
    augmentation: Augmentation = field(default_factory=Augmentation)

    def __post_init__(self) -> None:
        _between("The number of epochs", self.epochs, 1, MOST_EPOCHS)
        _between("The batch size", self.batch_size, 1, 4096)
        _between("The learning rate", self.learning_rate, 1e-7, 10)
        _between("The weight decay", self.weight_decay, 0, 1)
        _between("The label smoothing", self.label_smoothing, 0, 0.9)
        _between("The mixup", self.mixup, 0, 10)
        _between("The weight average's decay", self.weight_average, 0, 0.99999)
        if self.optimizer not in get_args(Optimizer):
            raise FerError(f"The optimizer is adamw or sgd, not '{self.optimizer}'.")
        if self.precision not in get_args(Precision):
            raise FerError(f"The precision is float32 or bfloat16, not '{self.precision}'.")
        if self.schedule not in get_args(Schedule):
            raise FerError(f"The schedule is one-cycle or cosine, not '{self.schedule}'.")


@dataclass(frozen=True)
class Distillation:
    """What a student learns from its teacher (Hinton et al. 2015).

    Attributes:
        teacher: The teacher's run.
        loss: The soft loss: `kd` (Hinton et al. 2015) or `dist` (Huang et al. 2022).
        temperature: Both networks' logits are divided by it in the soft loss.
        alpha: Weight of the soft loss; the labels' loss has 1 - alpha.
        views: Augmented views of each image that the teacher answers once and every student
            reuses; 0 asks the teacher about a new view every epoch.
        more_teachers: Runs that teach together with the teacher: what the student learns is the
            mean of their logits, as of an ensemble (Hinton et al. 2015, section 2).
    """

    teacher: str
    loss: SoftLoss = "dist"
    temperature: float = 4.0
    alpha: float = 0.9
    views: int = 16
    more_teachers: tuple[str, ...] = ()

    @property
    def teachers(self) -> tuple[str, ...]:
        """All the runs that teach, the teacher first."""
        return self.teacher, *self.more_teachers

    def __post_init__(self) -> None:
        if self.loss not in get_args(SoftLoss):
            raise FerError(f"The soft loss is kd or dist, not '{self.loss}'.")
        object.__setattr__(self, "more_teachers", tuple(self.more_teachers))
        if len(set(self.teachers)) < len(self.teachers):
            raise FerError("Every teacher can be named only once.")
        _between("The temperature", self.temperature, 0.1, 100)
        _between("Alpha", self.alpha, 0, 1)
        _between("The number of views", self.views, 0, 1000)


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
        _between("The validation share", self.fraction, 0.01, 0.5)
        check_seed("The validation seed", self.seed)


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
        check_seed("The seed", self.seed)
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
