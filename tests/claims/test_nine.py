from dataclasses import replace

import pytest

from fer.claims import judge, judged
from fer.claims.settings import Setting
from fer.runs.run import PREDICTIONS
from tests.claims.made import CNN, MOBILENET, part, seeds


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
    finding = judge(part(9), runs)
    assert "too short to tell" in finding.evidence
    # More seeds of them would be too short as well.
    assert finding.lacking == 0
    runs = [make("c", 0.5, CNN), make("bare", 0.5, replace(CNN, augmented=False))]
    (runs[0].folder / PREDICTIONS).write_bytes(b"")
    finding = judge(part(9, 1), runs)
    assert finding.verdict == "cannot be told"
    assert "'c' has no predictions" in finding.evidence


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
