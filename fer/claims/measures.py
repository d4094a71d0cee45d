"""What is measured of runs, and how that becomes an estimate."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from math import log, sqrt

import numpy as np

from fer.claims.verdicts import Effect, Estimate, SeedSpread
from fer.comparison.pairs import answers
from fer.comparison.table import setting
from fer.errors import FerError
from fer.runs import Run
from fer.schema import FER2013

TIMES_FASTER = 5.0
"""Half of "about ten times": a ratio above it lets the claim pass, one below does not."""
SHORTEST = 6
"""Epochs of a curve's second half that its changes can be taken from."""
SETTINGS_READ = 16
"""Settings that tell how much seeds matter: more tell hardly more, and their files take time."""

Groups = list[list[Run]]
"""Runs of each setting of a part, in the order of its settings."""
Terms = dict[str, np.ndarray]
"""By a name of each set of images what every image adds, float64 (n,); the sum of the sets' means
is the figure."""
Figure = Callable[[Run], Terms]
"""Something of a run that images and seeds matter to."""


def pooled(run: Run) -> Terms:
    """Accuracy on public and private together."""
    name, right = _right(run, FER2013.test)
    return {name: right}


def above_test(run: Run) -> Terms:
    """Accuracy on validation less that on public and private."""
    return {name: sign * right for sign, _, name, right in _validation_and_test(run)}


def twins_share(run: Run) -> Terms:
    """How much of `above_test` is gone without images that have a twin among the learnt ones."""
    terms = {}
    for sign, splits, name, right in _validation_and_test(run):
        kept = ~np.concatenate([run.twins(split) for split in splits])
        without = right[kept].mean()
        # The mean of these is the accuracy less that without twins, and so, nearly, the variance.
        terms[name] = sign * (right - without - kept * (right - without) / kept.mean())
    return terms


def contrast(
    figure: Figure, groups: Groups, weights: Sequence[float], spread: SeedSpread | None
) -> Estimate:
    """The weighted sum of settings' figures, each the mean over its runs.

    Runs that were asked about the same images are compared image by image.

    Args:
        figure: What is compared.
        groups: Runs of each setting.
        weights: What each setting counts for.
        spread: Of the figure, as `seed_spread` gives it.

    Raises:
        FerError: A run lacks what the figure takes.
    """
    sums: Terms = {}
    for weight, group in zip(weights, groups, strict=True):
        for run in group:
            for name, adds in figure(run).items():
                sums[name] = sums.get(name, 0.0) + weight / len(group) * adds
    return Estimate(
        value=float(sum(adds.mean() for adds in sums.values())),
        images=float(sum(adds.var() / len(adds) for adds in sums.values())),
        spread=spread,
        weights=tuple(weights),
        seeds=tuple(len(group) for group in groups),
    )


def seed_spread(figure: Figure, runs: Sequence[Run], groups: Groups) -> SeedSpread | None:
    """How much a figure varies from seed to seed, over settings that have several.

    Weights that are no average, and short trainings, vary more than others. So only settings tell
    whose weights are averaged or not as those of `groups` are, and that were trained at least half
    and at most twice as long.

    Args:
        figure: The figure.
        runs: All finished runs of the data set.
        groups: Those whose settings count first, if there are many.
    """
    compared = [run for group in groups for run in group]
    kind = compared[0].config.recipe
    by_setting: dict[str, dict[int, Run]] = {}
    for run in [*compared, *runs]:
        recipe = run.config.recipe
        if bool(recipe.weight_average) != bool(kind.weight_average):
            continue
        if not 0.5 <= recipe.epochs / kind.epochs <= 2:
            continue
        # A seed that was trained twice says nothing of how much seeds matter.
        by_setting.setdefault(setting(run), {}).setdefault(run.config.seed, run)
    several = [list(seeds.values()) for seeds in by_setting.values() if len(seeds) > 1]
    squares, images, freedom = 0.0, 0.0, 0
    for seeds in several[:SETTINGS_READ]:
        terms = list(filter(None, (_terms(figure, run) for run in seeds)))
        terms = [each for each in terms if each.keys() == terms[0].keys()]
        if len(terms) < 2:
            continue
        figures = [sum(adds.mean() for adds in each.values()) for each in terms]
        squares += np.var(figures) * len(figures)
        freedom += len(figures) - 1
        for name, first in terms[0].items():
            varied = np.var([each[name] for each in terms], axis=0, ddof=1).mean()
            images += (len(figures) - 1) * varied / len(first)
    if not freedom:
        return None
    # Seeds that happen to be level vary at least by the images that they differ in.
    return SeedSpread(sqrt(max(squares, images) / freedom), float(images / freedom), freedom)


def speed(groups: Groups) -> Effect:
    """Log of the ratio of images a second, over `TIMES_FASTER`.

    The interval is the widest that 95% of either side's epochs allow, as epochs of one run share
    what else the machine did.
    """
    low, middle, high = zip(
        *(
            np.quantile(
                [row["images_per_second"] for run in group for row in run.history()],
                [0.025, 0.5, 0.975],
            )
            for group in groups
        ),
        strict=True,
    )
    ratios = middle[0] / middle[1], low[0] / high[1], high[0] / low[1]
    value, least, most = (log(ratio / TIMES_FASTER) for ratio in ratios)
    return Effect(value, least, most, most)


def fluctuation(groups: Groups) -> Estimate | None:
    """Log of the ratio of how much validation accuracy changes from one epoch to the next.

    Of the second half of the epochs. Half the mean square of the differences of successive values
    estimates their variance without being misled by a trend (von Neumann et al. 1941, "The mean
    square successive difference", Annals of Mathematical Statistics 12, 153-162); that of n values
    varies like one of 2 (n - 1)^2 / (3 n - 4) degrees of freedom, and the logarithm of a deviation
    of f degrees of freedom has the variance 1 / 2f.
    """
    logs, seeds, freedom = [], [], []
    for group in groups:
        halves = [_second_half(run) for run in group]
        changes = [np.diff(half) for half in halves if len(half) >= SHORTEST]
        squares = sum(float((change**2).sum()) for change in changes)
        if not squares:
            return None
        counts = [len(change) for change in changes]
        freedom += [2 * count**2 / (3 * count - 1) for count in counts]
        logs.append(log(squares / 2 / sum(counts)) / 2)
        seeds.append(len(changes))
    of_one = SeedSpread(1 / sqrt(2 * np.mean(freedom)))
    return Estimate(logs[0] - logs[1], 0.0, of_one, (1.0, -1.0), tuple(seeds))


def _second_half(run: Run) -> np.ndarray:
    curve = [row["val_accuracy"] for row in run.history()]
    return np.array(curve[len(curve) // 2 :])


def _terms(figure: Figure, run: Run) -> Terms | None:
    # A run may be too old to have the figure.
    with suppress(FerError):
        return figure(run)
    return None


def _validation_and_test(run: Run) -> Iterator[tuple[int, tuple[str, ...], str, np.ndarray]]:
    """A sign, the splits, and their `_right`."""
    for sign, splits in ((1, ("validation",)), (-1, FER2013.test)):
        yield sign, splits, *_right(run, splits)


def _right(run: Run, splits: tuple[str, ...]) -> tuple[str, np.ndarray]:
    """A name of the splits' images, and which of them a run gets right, 0 or 1."""
    said = answers(run, splits)
    images = said["hash"].to_numpy().tobytes() + said["label"].to_numpy().tobytes()
    return sha256(images).hexdigest(), said["right"].to_numpy(float)
