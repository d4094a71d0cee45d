from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from zlib import crc32

import numpy as np
import pytest

from fer.claims import CLAIMS, contents, html, judge, judged, sections, to_train
from fer.claims.settings import FEWER_FILTERS, Setting, alike
from fer.evaluation import figures
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
from fer.schema import FER2013

LABELS = np.arange(600) % 7
PRESENT = "0123456789abcdef"
"""The hash of the weights that the teacher has."""
SPLITS = {"validation": 400, "public": 600, "private": 600}


@pytest.fixture
def make(tmp_path, monkeypatch):
    """Makes a finished run whose answers are right on a given share of the images."""
    monkeypatch.setattr(
        "fer.claims.settings.teacher_was_replaced",
        lambda run: run.metrics.get("teacher", {}).get("weights", PRESENT) != PRESENT,
    )

    def run(name: str, accuracy: float, setting: Setting, *, epochs=30, seed=0, speed=1000.0, **of):
        recipe = Recipe(epochs=epochs)
        if not setting.augmented:
            recipe = replace(recipe, augmentation=NO_AUGMENTATION)
        if not setting.averaged:
            recipe = replace(recipe, weight_average=0.0)
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
            of.get("distillation", Distillation("teacher")) if setting.distilled else None,
        )
        random = np.random.default_rng(crc32(name.encode()))
        arrays, splits = {}, {}
        for split, n in SPLITS.items():
            labels = np.arange(n) % 7
            right = np.zeros(n, bool)
            share = of.get("validation", accuracy) if split == "validation" else accuracy
            right[random.permutation(n)[: round(share * n)]] = True
            probabilities = np.eye(7, dtype=np.float16)[np.where(right, labels, (labels + 1) % 7)]
            splits[split] = figures(probabilities, labels, FER2013.classes)
            arrays[f"{split}_probabilities"] = probabilities
            arrays[f"{split}_labels"] = labels.astype(np.uint8)
            arrays[f"{split}_hashes"] = np.arange(n, dtype=np.uint64)
            # A twin is always recognised, and only a random split leaves any.
            easy = right & (setting.validation == "random" and split == "validation")
            arrays[f"{split}_twins"] = (easy & (np.arange(n) % 4 == 0)).astype(np.uint8)
        folder = tmp_path / name
        folder.mkdir()
        np.savez(folder / PREDICTIONS, **arrays)
        jitter = of.get("jitter", 0.001) * random.normal(size=epochs)
        speeds = speed * random.uniform(0.95, 1.05, epochs)
        columns = (
            "epoch,learning_rate,loss,accuracy,val_loss,val_accuracy,seconds,images_per_second"
        )
        rows = [f"{e + 1},0,1,0.5,1,{0.6 + jitter[e]},20,{speeds[e]}" for e in range(epochs)]
        (folder / "history.csv").write_text("\n".join([columns, *rows]))
        metrics = {"splits": splits | {"train": splits["validation"]}, "bytes": 1}
        if setting.distilled:
            metrics["teacher"] = {"run": "teacher", "weights": of.get("weights", PRESENT)}
        return Run(folder, config, Status("finished"), metrics | {"training_seconds": 1.0})

    return run


MOBILENET, CNN = Setting("mobilenet-63k"), Setting("cnn-61k")


def part(claim: int, place: int = 0):
    return CLAIMS[claim - 1].parts[place]


def seeds(make, name: str, accuracy: float, setting: Setting, **of) -> list[Run]:
    return [make(f"{name}-{seed}", accuracy, setting, seed=seed, **of) for seed in range(2)]


@pytest.mark.parametrize(
    ("mobilenet", "expected"),
    [(0.80, "holds"), (0.40, "does not hold"), (0.61, "cannot be told")],
)
def test_the_small_networks_plain_against_plain(make, mobilenet: float, expected: str) -> None:
    runs = [*seeds(make, "m", mobilenet, MOBILENET), *seeds(make, "c", 0.60, CNN)]
    finding = judge(part(1), runs)
    assert finding.verdict == expected
    assert "Runs of 30 epochs: m-0, m-1; c-0, c-1." in finding.evidence


def test_one_seed_each_tells_only_where_others_show_what_seeds_do(make) -> None:
    runs = [make("m", 0.9, MOBILENET), make("c", 0.5, CNN)]
    finding = judge(part(1), runs)
    assert (finding.verdict, finding.lacking) == ("cannot be told", 3)
    assert "One seed each" in finding.evidence
    twice = [make(f"again-{place}", 0.6, Setting("cnn-265k")) for place in range(2)]
    assert judge(part(1), runs + twice).verdict == "cannot be told"
    runs += seeds(make, "wide", 0.6, Setting("cnn-265k"))
    assert judge(part(1), runs).verdict == "holds"


def test_more_seeds_also_tell_how_much_a_seed_matters(make) -> None:
    runs = [make("m", 0.9, MOBILENET), make("c", 0.5, CNN)]
    runs += [make(f"w{seed}", 0.55 + seed / 10, Setting("cnn-265k"), seed=seed) for seed in (0, 1)]
    finding = judge(part(1), runs)
    # Two seeds say next to nothing of that; three times as many settle so large an effect.
    assert finding.verdict == "cannot be told"
    assert 2 <= finding.lacking <= 3
    assert f"With {finding.lacking} seeds of each it could be told" in finding.evidence


def test_runs_that_differ_in_more_than_the_claim_are_not_compared(make) -> None:
    runs = [make("m", 0.9, MOBILENET, epochs=30), make("c", 0.5, CNN, epochs=12)]
    assert judge(part(1), runs).effect is None
    other = make("other", 0.5, CNN)
    shifted = replace(other.config.recipe, augmentation=Augmentation(shift=0.2))
    runs.append(replace(other, config=replace(other.config, recipe=shifted)))
    assert judge(part(1), runs).effect is None
    runs.append(make("c2", 0.5, CNN, epochs=30))
    assert judge(part(1), runs).effect.value == pytest.approx(0.4, abs=0.01)


def test_precision_and_device_matter_to_speed_and_not_to_accuracy(make) -> None:
    half = make("m", 0.9, MOBILENET)
    recipe = replace(half.config.recipe, precision="bfloat16")
    runs = [replace(half, config=replace(half.config, recipe=recipe)), make("c", 0.5, CNN)]
    assert judge(part(1), runs).effect.value == pytest.approx(0.4, abs=0.01)
    assert judge(part(7), runs).effect is None
    card = replace(half, config=replace(half.config, engine="torch", device="cuda"))
    assert judge(part(1), [card, runs[1]]).effect.value == pytest.approx(0.4, abs=0.01)
    assert judge(part(7), [card, runs[1]]).effect is None


def test_students_of_other_lessons_are_no_seeds_of_one_another(make) -> None:
    lessons = (Distillation("teacher"), Distillation("teacher", loss="kd", temperature=1))
    runs = [
        make(f"{setting.preset}-{place}", 0.6, replace(setting, distilled=True), distillation=each)
        for place, each in enumerate(lessons)
        for setting in (MOBILENET, CNN)
    ]
    groups = alike(part(1, 1).settings, runs)
    assert [len(group) for group in groups] == [1, 1]
    assert groups[0][0].config.distillation == groups[1][0].config.distillation


def test_students_of_a_teacher_that_was_replaced_are_no_seeds_of_the_present_ones(
    make, monkeypatch
) -> None:
    taught = [replace(setting, distilled=True) for setting in (MOBILENET, CNN)]
    runs = [
        *seeds(make, "m", 0.6, taught[0], weights="others"),
        make("m-now", 0.6, taught[0], seed=2),
        make("c-now", 0.6, taught[1]),
    ]
    names = [[run.name for run in group] for group in alike(part(1, 1).settings, runs)]
    assert names == [["m-now"], ["c-now"]]
    monkeypatch.setattr("fer.claims.settings.new_run", lambda network, **of: of["seed"])
    assert to_train(part(1, 1).settings, runs) == [0, 1, 1, 2]
    # Plain and distilled are compared whoever taught, but by one teacher.
    runs += seeds(make, "plain", 0.5, MOBILENET)
    assert [len(group) for group in alike(part(3).settings, runs)] == [2, 2]


def test_the_most_seeds_count_and_then_the_longest_training(make) -> None:
    runs = [*seeds(make, "m", 0.7, MOBILENET), make("c", 0.5, CNN)]
    for epochs in (1, 5):
        runs += seeds(make, f"m{epochs}", 0.5, MOBILENET, epochs=epochs)
        runs += seeds(make, f"c{epochs}", 0.5, CNN, epochs=epochs)
    names = [[run.name for run in group] for group in alike([MOBILENET, CNN], runs)]
    assert names == [["m5-0", "m5-1"], ["c5-0", "c5-1"]]
    runs.append(make("c-1", 0.5, CNN, seed=1))
    names = [[run.name for run in group] for group in alike([MOBILENET, CNN], runs)]
    assert names == [["m-0", "m-1"], ["c", "c-1"]]


def test_every_other_claim_is_judged_by_what_it_says(make) -> None:
    runs = [
        *seeds(make, "cnn", 0.60, CNN, speed=1000.0, validation=0.62),
        *seeds(make, "mobile", 0.60, MOBILENET, speed=500.0),
        *seeds(make, "lifted", 0.80, replace(MOBILENET, distilled=True)),
        *seeds(make, "dropped", 0.40, replace(MOBILENET, dropout=0.3)),
        *seeds(make, "after", 0.40, replace(MOBILENET, norm="after")),
        *seeds(make, "random", 0.60, replace(CNN, validation="random"), validation=0.85),
        *seeds(make, "bare", 0.40, replace(CNN, augmented=False)),
        *seeds(make, "raw", 0.60, replace(CNN, averaged=False)),
        *seeds(make, "raw-bare", 0.40, replace(CNN, augmented=False, averaged=False), jitter=0.02),
        *seeds(make, "fewer-c", 0.40, replace(CNN, fewer=True)),
        *seeds(make, "fewer-m", 0.40, replace(MOBILENET, fewer=True)),
    ]
    for wide, narrow in (("cnn-265k", "221k"), ("cnn-1.5m", "1.7m"), ("cnn-4.5m", "5.0m")):
        runs += seeds(make, wide, 0.8, Setting(wide))
        runs += seeds(make, narrow, 0.5, Setting(f"mobilenet-{narrow}"))
    claims = {judgement.claim.number: judgement for judgement in judged(runs)}
    for number in (2, 3, 4, 5, 6, 9):
        assert claims[number].verdict == "holds", number
    assert claims[1].findings[1].effect is None
    assert claims[7].verdict == "does not hold"
    assert "0.5 times" in claims[7].findings[0].evidence
    assert [finding.verdict for finding in claims[8].findings] == ["holds", "holds", "holds"]


def test_short_curves_and_damaged_files_cannot_tell(make) -> None:
    raw = replace(CNN, averaged=False)
    bare = replace(raw, augmented=False)
    runs = [make("raw", 0.5, raw, epochs=3), make("raw-bare", 0.5, bare, epochs=3)]
    assert "too short to tell" in judge(part(9), runs).evidence
    runs = [make("c", 0.5, CNN), make("bare", 0.5, replace(CNN, augmented=False))]
    (runs[0].folder / PREDICTIONS).write_bytes(b"")
    finding = judge(part(9, 1), runs)
    assert finding.verdict == "cannot be told"
    assert "'c' has no predictions" in finding.evidence


def test_what_is_missing_can_be_trained(make, monkeypatch) -> None:
    monkeypatch.setattr("fer.claims.settings.new_run", lambda network, **of: (network, of))
    missing = to_train(part(4).settings, [make("m", 0.6, MOBILENET)])
    dropped = replace(PRESETS["mobilenet-63k"], dropout=0.3)
    plain = PRESETS["mobilenet-63k"]
    assert [network for network, _ in missing] == [plain, plain, dropped, dropped, dropped]
    assert [of["preset"] for _, of in missing] == ["mobilenet-63k"] * 2 + [None] * 3
    assert [of["seed"] for _, of in missing] == [1, 2, 0, 1, 2]
    assert [of["name"] for _, of in missing][1:4] == [
        "mobilenet-63k-seed-2",
        "mobilenet-63k-dropout-0.3",
        "mobilenet-63k-dropout-0.3-seed-1",
    ]
    assert {of["recipe"].epochs for _, of in missing} == {30}

    *_, (_, of) = to_train(part(9, 1).settings, seeds(make, "c", 0.6, CNN, epochs=20))
    assert of["recipe"] == Recipe(epochs=20, augmentation=NO_AUGMENTATION)
    taught = Distillation("teacher", loss="dist")
    student = make("s", 0.6, replace(MOBILENET, distilled=True), distillation=taught)
    *_, (_, of) = to_train(part(1, 1).settings, [student])
    assert of["distillation"] == taught


def test_the_file_stands_alone() -> None:
    page = html(contents([]), date(2030, 1, 2))
    assert "2030-01-02" in page
    assert page.count("cannot be told") >= len(CLAIMS)
    assert ">None<" not in page
    assert "nan" not in page.split("</table>")[0]
    assert "<script src" not in page
    assert "**" not in "".join(Reader(page).words)


class Reader(HTMLParser):
    """The elements and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, list[str]]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, [name for name, _ in attributes]))

    def handle_data(self, text: str) -> None:
        if self.cdata_elem is None:
            self.words.append(text)


def test_the_file_escapes_what_it_quotes(make) -> None:
    def page(name: str, teacher: str) -> Reader:
        taught = replace(MOBILENET, distilled=True)
        runs = [
            *seeds(make, f"{name}-mobile", 0.8, MOBILENET),
            *seeds(make, f"{name}-plain", 0.6, CNN),
            *seeds(make, f"{name}-taught", 0.7, taught, distillation=Distillation(teacher)),
        ]
        return Reader(html(contents(runs), date(2030, 1, 2)))

    name, teacher = "<script>a('&\"')<b onclick=a>", '</td></script><script>a("&")</script>'
    quoted = page(name, teacher)
    words = "".join(quoted.words)
    for quotation in (
        f"The best distilled one, {name}-taught-0",
        f"Runs of 30 epochs: {name}-mobile-0, {name}-mobile-1; {name}-plain-0, {name}-plain-1.",
        teacher,
    ):
        assert quotation in words
    assert quoted.elements == page("harmless", "teacher").elements


def test_what_cannot_be_told_says_how_many_seeds_would_tell(make) -> None:
    spread = [
        make(f"wide-{seed}", 0.6 + 0.03 * seed, Setting("cnn-265k"), seed=seed) for seed in (0, 1)
    ]
    near = [*seeds(make, "m", 0.64, MOBILENET), *seeds(make, "c", 0.60, CNN)]
    finding = judge(part(1), near + spread)
    assert finding.verdict == "cannot be told"
    assert finding.lacking in range(3, 17)
    assert f"With {finding.lacking} seeds of each" in finding.evidence
    random = replace(CNN, validation="random")
    level = [*seeds(make, "r", 0.60, random), *seeds(make, "g", 0.60, CNN)]
    finding = judge(part(6, 1), level)
    assert (finding.verdict, finding.lacking) == ("cannot be told", 0)
    assert "even 16 of each" in finding.evidence


def test_an_effect_that_is_too_small_does_not_hold_and_says_what_would_not_be(make) -> None:
    dropped = replace(MOBILENET, dropout=0.3)
    runs = [
        make(f"{name}-{seed}", 0.6 + 0.02 * (seed % 2), setting, seed=seed)
        for name, setting in (("m", MOBILENET), ("c", CNN), ("d", dropped))
        for seed in range(6)
    ]
    finding = judge(part(1), runs)
    assert (finding.verdict, finding.too_small) == ("does not hold", True)
    assert finding.effect.low < 0 < finding.effect.high
    assert "below half of the report's own +5.2 points" in finding.evidence
    finding = judge(part(4), runs)
    assert (finding.verdict, finding.too_small) == ("does not hold", True)
    assert f"finds {100 * finding.small:+.1f} points in only one of three" in finding.evidence
    told = finding.to_json()
    assert told["at_most"] < told["too_small_below"]


def test_a_curve_that_is_not_there_is_left_out(make) -> None:
    raw = replace(CNN, averaged=False)
    bare = replace(raw, augmented=False)
    runs = [*seeds(make, "raw", 0.6, raw), *seeds(make, "bare", 0.5, bare)]
    (runs[0].folder / "history.csv").unlink()
    finding = judge(part(9), runs)
    assert finding.effect is not None
    assert finding.small is not None
    (runs[1].folder / "history.csv").unlink()
    assert judge(part(9), runs).effect is None


def test_fluctuation_is_asked_of_weights_as_they_are(make, monkeypatch) -> None:
    monkeypatch.setattr("fer.claims.settings.new_run", lambda network, **of: of)
    runs = [make("c", 0.6, CNN), make("bare", 0.5, replace(CNN, augmented=False))]
    assert judge(part(9), runs).effect is None
    missing = to_train(part(9).settings, runs, seeds=1)
    assert [of["recipe"].weight_average for of in missing] == [0.0, 0.0]
    assert [of["name"] for of in missing] == [
        "cnn-61k-without-augmentation-raw-weights",
        "cnn-61k-raw-weights",
    ]
    raw = replace(CNN, averaged=False)
    runs = [make("raw", 0.6, raw), make("raw-bare", 0.5, replace(raw, augmented=False))]
    assert judge(part(9), runs).effect is not None
    assert judge(part(9, 1), runs).effect is None


def test_networks_of_fewer_filters_have_as_many_parameters() -> None:
    for preset, network in FEWER_FILTERS.items():
        assert network.parameters == pytest.approx(PRESETS[preset].parameters, rel=0.01)
        assert sum(network.channels) < 0.8 * sum(PRESETS[preset].channels)


def test_claims_as_json_have_published_units(make) -> None:
    runs = [
        *seeds(make, "cnn", 0.60, CNN, speed=1000.0),
        *seeds(make, "mobile", 0.70, MOBILENET, speed=500.0),
    ]
    claims = {each["claim"]: each for each in (judgement.to_json() for judgement in judged(runs))}
    accuracy, speed = claims[1]["parts"][0], claims[7]["parts"][0]
    assert accuracy["effect"] == pytest.approx(0.1, abs=0.01)
    assert accuracy["ci95"][0] < accuracy["effect"] < accuracy["ci95"][1]
    assert (accuracy["seeds"], speed["seeds"]) == ([2, 2], [2, 2])
    assert speed["effect"] == pytest.approx(0.5, rel=0.1)
    assert claims[3]["parts"][0]["effect"] is None
    assert list(claims) == list(range(1, 10))


def test_what_is_trained_for_a_claim_alone_is_not_in_the_figure_of_its_family(make) -> None:
    usual = [make("plain", 0.6, CNN), make("taught", 0.6, replace(CNN, distilled=True))]
    bare = make("bare", 0.5, replace(CNN, augmented=False))
    before, after = (sections(runs)[2] for runs in (usual, [*usual, bare]))
    assert "left out" not in before.text
    assert "left out" in after.text
    assert len(after.figure.data) == len(before.figure.data)
    assert "bare" not in after.figure.to_json()
