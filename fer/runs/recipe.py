"""How a network is trained, whatever it is and whatever it learns."""

from dataclasses import dataclass, field
from typing import Literal, get_args

from fer.errors import FerError
from fer.models.layers import Precision
from fer.runs.ranges import require_between

MOST_EPOCHS = 10_000

MOMENTUM = 0.9
"""Of `sgd`; of `adamw` the decay of the mean gradient (beta 1)."""
BETA_2 = 0.99
"""Of `adamw`: the decay of the mean squared gradient."""
STEPS_BETWEEN_AVERAGES = 4
"""The average moves every so many steps, by as much more: each move costs as much as an update."""

Optimizer = Literal["adamw", "sgd"]
Schedule = Literal["one-cycle", "cosine"]
SoftLoss = Literal["kd", "dist"]


@dataclass(frozen=True)
class Augmentation:
    """How far a training view may stray from its image; all zero leaves it as it is.

    Attributes:
        flip: Whether half of the views are mirrored.
        shift: Largest shift along each axis, as a share of the side.
        rotate: Largest rotation, in degrees.
        zoom: Largest relative change of how much of the image is seen: 0.5 shows from half to one
            and a half of its side.
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
        require_between("The shift", self.shift, 0, 0.5)
        require_between("The rotation", self.rotate, 0, 180)
        require_between("The zoom", self.zoom, 0, 0.9)
        require_between("The contrast", self.contrast, 0, 3)
        require_between("The share of erased views", self.erase, 0, 1)


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
        require_between("The number of epochs", self.epochs, 1, MOST_EPOCHS)
        require_between("The batch size", self.batch_size, 1, 4096)
        require_between("The learning rate", self.learning_rate, 1e-7, 10)
        require_between("The weight decay", self.weight_decay, 0, 1)
        require_between("The label smoothing", self.label_smoothing, 0, 0.9)
        require_between("The mixup", self.mixup, 0, 10)
        require_between("The weight average's decay", self.weight_average, 0, 0.99999)
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
        loss: The soft loss: `kd` (Hinton et al. 2015) or `dist` (Huang et al. 2022), whose
            correlation between classes says no more of two classes than which is likelier.
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
        require_between("The temperature", self.temperature, 0.1, 100)
        require_between("Alpha", self.alpha, 0, 1)
        require_between("The number of views", self.views, 0, 1000)


RECIPES: dict[str, Recipe] = {
    "teacher": Recipe(
        epochs=36,
        batch_size=128,
        learning_rate=2e-3,
        weight_decay=0.05,
        precision="bfloat16",
    ),
}
"""Of the presets that have a recipe of their own; every other network takes the default one."""


def recipe_of(preset: str | None) -> Recipe:
    """The recipe of a preset, or the default one."""
    return RECIPES.get(preset or "", Recipe())
