"""What the colours of a scatter's markers say."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fer.charts.theme import GRAY
from fer.comparison.settings import Value, numeric, text

PALETTE = ("#2F86C8", "#DE7C00", "#A05FB4", "#2A9187", "#C25B7C", "#8A8B00", "#7A6A5A", "#5566C4")
"""Eight colours with a contrast of 3:1 on white and near-black."""
SCALE = "Viridis"
NONE = "none"
OTHERS = "others"


@dataclass(frozen=True)
class Coloring:
    """A value of each row of `points`, to be told by colour.

    Attributes:
        label: What the values are.
        given: Numbers, which get a scale, or else texts, of which the commonest get a colour each.
    """

    label: str
    given: tuple[Value, ...]

    @property
    def continuous(self) -> bool:
        """Whether there is a scale; of up to two numbers there is a colour each."""
        return numeric(self.given) and len(set(self.given) - {None}) > 2

    def categories(self) -> dict[str, str]:
        """The colour of each text that `category` gives, the commonest first."""
        names = [name for name, _ in Counter(map(_named, self.given)).most_common()]
        kept = names if len(names) <= len(PALETTE) else names[: len(PALETTE) - 1]
        colors = dict(zip(kept, PALETTE, strict=False))
        return colors if kept == names else {**colors, OTHERS: GRAY}


def categories_of(coloring: Coloring, places: Sequence[int]) -> list[str]:
    """What the legend calls the value of some rows."""
    known = coloring.categories()
    names = [_named(coloring.given[place]) for place in places]
    return [name if name in known else OTHERS for name in names]


def _named(value: Value) -> str:
    return text(value) or NONE
