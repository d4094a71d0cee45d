from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from fer.claims import CLAIMS, html, judge, judged, sections, to_train
from fer.claims.settings import Setting, alike
from fer.models import PRESETS
from fer.runs import (
    NO_AUGMENTATION,
    Augmentation,
    Distillation,
    Recipe,
    Run,
    RunConfig,
    Status,
    Validation,
)
from fer.runs.run import PREDICTIONS

LABELS = np.arange(600) % 7
SPLITS = {"validation": 400, "public": 600, "private": 600}


@pytest.fixture
def make(tmp_path, monkeypatch):
    """Makes a finished run whose answers are right on a given share of the images."""

    def run(name: str, accuracy: float, setting: Setting, *, epochs=30, seed=0, speed=1000.0, **of):
        recipe = Recipe(epochs=epochs)
        if not setting.augmented:
            recipe = replace(recipe, augmentation=NO_AUGMENTATION)
        config = RunConfig(
            name,
            setting.architecture,
            setting.preset,
            None,
            "fer2013",
            "0" * 16,
            Validation(setting.validation),
            seed,
            recipe,
            Distillation("teacher") if setting.distilled else None,
        )
        random = np.random.default_rng(abs(hash(name)) % 2**32)
        arrays = {}
        for split, n in SPLITS.items():
            labels = np.arange(n) % 7
            right = np.zeros(n, bool)
            share = of.get("validation", accuracy) if split == "validation" else accuracy
            right[random.permutation(n)[: round(share * n)]] = True
            predicted = np.where(right, labels, (labels + 1) % 7)
            arrays[f"{split}_probabilities"] = np.eye(7, dtype=np.float16)[predicted]
            arrays[f"{split}_labels"] = labels.astype(np.uint8)
            arrays[f"{split}_hashes"] = np.arange(n, dtype=np.uint64)
        folder = tmp_path / name
        folder.mkdir()
        np.savez(folder / PREDICTIONS, **arrays)
        jitter = of.get("jitter", 0.001) * random.normal(size=epochs)
        columns = (
            "epoch,learning_rate,loss,accuracy,val_loss,val_accuracy,seconds,images_per_second"
        )
        rows = [f"{e + 1},0,1,0.5,1,{0.6 + jitter[e]},20,{speed}" for e in range(epochs)]
        (folder / "history.csv").write_text("\n".join([columns, *rows]))
        return Run(folder, config, Status("finished"), {})

    return run


MOBILENET, CNN = Setting("mobilenet-63k"), Setting("cnn-61k")


def part(claim: int, place: int = 0):
    return CLAIMS[claim - 1].parts[place]


@pytest.mark.parametrize(
    ("mobilenet", "expected"),
    [(0.80, "holds"), (0.40, "does not hold"), (0.61, "cannot be told")],
)
def test_the_small_networks_plain_against_plain(make, mobilenet: float, expected: str) -> None:
    runs = [make("m", mobilenet, MOBILENET), make("c", 0.60, CNN)]
    finding = judge(part(1), runs)
    assert finding.verdict == expected
    assert "Runs: m, c." in finding.evidence


def test_runs_that_differ_in_more_than_the_claim_are_not_compared(make) -> None:
    runs = [make("m", 0.9, MOBILENET, epochs=30), make("c", 0.5, CNN, epochs=12)]
    assert judge(part(1), runs).effect is None
    other = make("other", 0.5, CNN)
    shifted = replace(other.config.recipe, augmentation=Augmentation(shift=0.2))
    runs.append(replace(other, config=replace(other.config, recipe=shifted)))
    assert judge(part(1), runs).effect is None
    runs.append(make("c2", 0.5, CNN, epochs=30))
    assert judge(part(1), runs).verdict == "holds"


def test_seeds_stand_together_and_the_longest_training_counts(make) -> None:
    runs = [make(f"m{seed}", 0.7, MOBILENET, seed=seed) for seed in range(2)]
    runs += [make("c", 0.5, CNN), make("short-m", 0.5, MOBILENET, epochs=5)]
    assert [[run.name for run in group] for group in alike([MOBILENET, CNN], runs)] == [
        ["m0", "m1"],
        ["c"],
    ]


def test_every_other_claim_is_judged_by_what_it_says(make) -> None:
    runs = [
        make("cnn", 0.60, CNN, speed=1000.0, validation=0.62),
        make("mobile", 0.60, MOBILENET, speed=500.0),
        make("lifted", 0.80, replace(MOBILENET, distilled=True)),
        make("dropped", 0.40, replace(MOBILENET, dropout=0.3)),
        make("after", 0.40, replace(MOBILENET, norm="after")),
        make("random", 0.60, replace(CNN, validation="random"), validation=0.85),
        make("bare", 0.40, replace(CNN, augmented=False), jitter=0.02),
    ]
    for wide, narrow in zip(
        ("cnn-265k", "cnn-1.5m", "cnn-4.5m"), ("221k", "1.7m", "5.0m"), strict=True
    ):
        runs += [make(wide, 0.8, Setting(wide)), make(narrow, 0.5, Setting(f"mobilenet-{narrow}"))]
    found = {
        (judgement.claim.number, place): finding
        for judgement in judged(runs)
        for place, finding in enumerate(judgement.findings)
    }
    assert found[1, 1].effect is None
    for key in ((2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (6, 1), (8, 0), (9, 0), (9, 1)):
        assert found[key].verdict == "holds", key
    assert found[7, 0].verdict == "does not hold"
    assert "0.5 times" in found[7, 0].evidence


def test_what_is_missing_can_be_trained(make, dataset, monkeypatch) -> None:
    monkeypatch.setattr("fer.claims.settings.new_run", lambda network, **of: (network, of))
    runs = [make("m", 0.6, MOBILENET, epochs=30)]
    ((network, of),) = to_train(part(4).settings, runs)
    assert network == replace(PRESETS["mobilenet-63k"], dropout=0.3)
    assert of["recipe"].epochs == 30
    ((_, of),) = to_train(part(9, 1).settings, [make("c", 0.6, CNN, epochs=20)])
    assert of["recipe"].augmentation == NO_AUGMENTATION
    assert of["recipe"].epochs == 20


def test_the_file_stands_alone_and_escapes_what_it_quotes(make) -> None:
    runs: list[Run] = []
    page = html(sections(runs), judged(runs), date(2030, 1, 2))
    assert "2030-01-02" in page
    assert page.count("cannot be told") >= 9
    assert "<script src" not in page
