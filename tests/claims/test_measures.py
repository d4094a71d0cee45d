"""Estimates from runs whose answers are drawn, so that what is true of them is known."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from fer.claims import measures
from fer.claims.measures import above_test, contrast, pooled, seed_spread, twins_share
from fer.claims.verdicts import verdict
from fer.errors import FerError
from fer.runs import Recipe

IMAGES = {"validation": 700, "public": 1000, "private": 1000}
BETWEEN_SEEDS, HARDNESS = 0.02, 0.25


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    def answers(run, splits: tuple[str, ...]) -> pd.DataFrame:
        right = np.concatenate([run.right[split] for split in splits])
        hashes = np.concatenate([run.hashes[split] for split in splits])
        return pd.DataFrame({"hash": hashes, "label": np.uint8(0), "right": right})

    monkeypatch.setattr(measures, "answers", answers)
    monkeypatch.setattr(measures, "setting", lambda run: run.config.setting)


def draw(random: np.random.Generator, setting: str, accuracy: float, seeds: int, images: dict):
    """Runs of a setting: each seed is better or worse as a whole, and on single images."""
    runs = []
    for seed in range(seeds):
        mean = accuracy + random.normal(0, BETWEEN_SEEDS)
        runs.append(
            SimpleNamespace(
                config=SimpleNamespace(setting=setting, seed=seed, recipe=Recipe()),
                right={
                    split: random.random(len(hard)) < np.clip(mean + hard, 0, 1)
                    for split, hard in images.items()
                },
                hashes={split: np.arange(len(hard)) for split, hard in images.items()},
                twins=lambda split: np.arange(IMAGES[split]) % 10 == 0,
            )
        )
    return runs


def draw_images(random: np.random.Generator) -> dict[str, np.ndarray]:
    return {split: random.choice([-HARDNESS, HARDNESS], n) for split, n in IMAGES.items()}


@pytest.mark.parametrize("seeds", [2, 4])
def test_intervals_hold_the_truth_as_often_as_they_say(seeds: int) -> None:
    inside, below, trials = 0, 0, 100
    for trial in range(trials):
        random = np.random.default_rng(trial)
        images = draw_images(random)
        groups = [draw(random, name, 0.6, seeds, images) for name in "ab"]
        others = [run for name in "cde" for run in draw(random, name, 0.5, 2, images)]
        spread = seed_spread(pooled, [*groups[0], *groups[1], *others], groups)
        effect = contrast(pooled, groups, (1, -1), spread).effect
        inside += effect.low <= 0 <= effect.high
        below += effect.most < 0
    assert inside / trials == pytest.approx(0.95, abs=0.05)
    assert below / trials == pytest.approx(0.05, abs=0.05)


def test_an_effect_that_one_run_each_could_just_find_is_rarely_called_too_small() -> None:
    denied, trials = 0, 100
    for trial in range(trials):
        random = np.random.default_rng(trial)
        images = draw_images(random)
        # What one run of each finds in one of three: see the variances below.
        truth = 1.53 * np.sqrt(2 * (BETWEEN_SEEDS**2 + (0.25 - HARDNESS**2) / 2000))
        groups = [draw(random, name, 0.5 + up, 3, images) for name, up in (("a", truth), ("b", 0))]
        estimate = contrast(pooled, groups, (1, -1), seed_spread(pooled, [], groups))
        denied += verdict(estimate.effect, estimate.detectable) == "does not hold"
    assert denied / trials <= 0.1


def test_runs_are_compared_image_by_image_where_they_saw_the_same() -> None:
    random = np.random.default_rng(0)
    images = draw_images(random)
    groups = [draw(random, name, 0.6, 1, images) for name in "ab"]
    right = [
        np.concatenate([run.right["public"], run.right["private"]])
        for run in (groups[0][0], groups[1][0])
    ]
    b, c, n = (right[0] & ~right[1]).sum(), (right[1] & ~right[0]).sum(), len(right[0])
    estimate = contrast(pooled, groups, (1, -1), None)
    assert estimate.value == pytest.approx((b - c) / n)
    # McNemar's variance.
    assert estimate.images == pytest.approx((b + c - (b - c) ** 2 / n) / n**2)
    groups[1][0].hashes["public"] = groups[1][0].hashes["public"] + 7
    apart = contrast(pooled, groups, (1, -1), None)
    assert apart.images == pytest.approx(sum(each.var() for each in right) / n)


def test_a_gap_is_between_two_sets_of_images_and_the_one_they_share_cancels() -> None:
    random = np.random.default_rng(0)
    images = draw_images(random)
    (first,), (second,) = (draw(random, name, 0.6, 1, images) for name in "ab")
    second.hashes["validation"] = second.hashes["validation"] + 7
    gap = contrast(above_test, [[first]], (1,), None)
    test = np.concatenate([first.right["public"], first.right["private"]])
    assert gap.value == pytest.approx(first.right["validation"].mean() - test.mean())
    shares = first.right["validation"].var() / 700 + test.var() / 2000
    assert gap.images == pytest.approx(shares)
    same_test = dict(second.right, public=first.right["public"], private=first.right["private"])
    second.right = same_test
    both = contrast(above_test, [[first], [second]], (1, -1), None)
    alone = first.right["validation"].var() + second.right["validation"].var()
    assert both.images == pytest.approx(alone / 700)


def test_what_twins_do_to_a_gap() -> None:
    random = np.random.default_rng(0)
    (run,) = draw(random, "a", 0.6, 1, draw_images(random))
    run.right["validation"] |= run.twins("validation")
    estimate = contrast(twins_share, [[run]], (1,), None)
    right = run.right["validation"], np.concatenate([run.right["public"], run.right["private"]])
    kept = ~run.twins("validation"), ~np.tile(run.twins("public"), 2)
    lost = [r.mean() - r[k].mean() for r, k in zip(right, kept, strict=True)]
    assert estimate.value == pytest.approx(lost[0] - lost[1])
    values = []
    for _ in range(2000):
        drawn = [random.integers(len(r), size=len(r)) for r in right]
        pairs = [(r[d], k[d]) for r, k, d in zip(right, kept, drawn, strict=True)]
        values.append(np.subtract(*[r.mean() - r[k].mean() for r, k in pairs]))
    assert np.sqrt(estimate.images) == pytest.approx(np.std(values), rel=0.1)


def test_the_spread_between_seeds_is_pooled_over_settings_that_have_several() -> None:
    def run(setting: str, seed: int, accuracy: float, **of: float):
        right = {split: np.arange(n) < accuracy * n for split, n in IMAGES.items()}
        config = SimpleNamespace(setting=setting, seed=seed, recipe=Recipe(**of))
        hashes = {split: np.arange(n) for split, n in IMAGES.items()}
        return SimpleNamespace(config=config, right=right, hashes=hashes)

    runs = [run("a", seed, accuracy) for seed, accuracy in enumerate((0.60, 0.62, 0.64))]
    runs += [run("b", 0, 0.7), run("c", 0, 0.65), run("c", 1, 0.69)]
    # A seed that was trained twice says nothing.
    runs += [run("b", 0, 0.2)]
    # Nor do trainings of another kind.
    for seed, accuracy in enumerate((0.3, 0.9)):
        runs.append(run("raw", seed, accuracy, weight_average=0))
        runs.append(run("trial", seed, accuracy, epochs=Recipe.epochs // 2 - 1))
    spread = seed_spread(pooled, runs, [runs[:3]])
    assert (spread.deviation, spread.freedom) == (pytest.approx(0.0231, abs=1e-4), 3)
    # Of each pair's images those that one seed alone gets right, halved.
    varied = (2 * (4 / 3 * 0.01) + 0.04 / 2) / 3
    assert spread.images == pytest.approx(varied / 2000, rel=0.05)
    assert seed_spread(pooled, runs[3:5], [runs[3:4]]) is None


def test_runs_too_old_for_a_figure_do_not_stop_the_others() -> None:
    random = np.random.default_rng(0)
    images = draw_images(random)
    runs = draw(random, "a", 0.6, 3, images)

    def missing(split: str):
        raise FerError("it does not say")

    runs[0].twins = missing
    assert seed_spread(twins_share, runs, [runs]).freedom == 1


def test_changes_from_epoch_to_epoch_are_no_matter_of_the_trend() -> None:
    def run(*accuracy: float):
        return SimpleNamespace(history=lambda: [{"val_accuracy": each} for each in accuracy])

    # Up and down by 0.02 and by 0.01, the other on a curve that bends.
    first, second = (size * np.array([1, -1] * 10) for size in (0.01, 0.005))
    bent = second + np.linspace(0, 1, 20) ** 2 / 1000
    effect = measures.fluctuation([[run(*first)], [run(*bent)]])
    assert effect.value == pytest.approx(np.log(2), abs=0.01)
    # Nine changes of ten values: 2 * 81 / 26 degrees of freedom each, 1 / 2f the variance.
    assert effect.spread.deviation == pytest.approx((26 / (4 * 81)) ** 0.5)
    random = np.random.default_rng(0)
    logs = []
    for _ in range(2000):
        squares = [(np.diff(random.normal(size=10)) ** 2).mean() for _ in range(2)]
        logs.append(np.log(squares[0] / squares[1]) / 2)
    assert np.std(logs) == pytest.approx(effect.spread.deviation * 2**0.5, rel=0.1)
    assert measures.fluctuation([[run(*first[:10])], [run(*bent)]]) is None
