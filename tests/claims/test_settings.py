from dataclasses import replace

import pytest

from fer.claims import judge, to_train
from fer.claims.settings import FEWER_FILTERS, alike
from fer.models import PRESETS
from fer.runs import NO_AUGMENTATION, Augmentation, Distillation, Recipe
from tests.claims.made import CNN, MOBILENET, part, seeds


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


def test_a_seed_from_a_gpu_is_one_more(make, monkeypatch) -> None:
    monkeypatch.setattr("fer.claims.settings.new_run", lambda network, **of: of["name"])
    runs = [*seeds(make, "m", 0.6, MOBILENET), *seeds(make, "c", 0.5, CNN)]
    for setting in (MOBILENET, CNN):
        run = make(f"{setting.preset}-2", 0.6, setting, seed=2)
        recipe = replace(run.config.recipe, precision="bfloat16")
        on_card = replace(run.config, engine="torch", device="cuda", recipe=recipe)
        runs.append(replace(run, config=on_card))
    assert [len(group) for group in alike(part(1).settings, runs)] == [3, 3]
    assert to_train(part(1).settings, runs) == []


def test_a_trial_counts_where_there_is_nothing_longer(make, monkeypatch) -> None:
    monkeypatch.setattr("fer.claims.settings.new_run", lambda network, **of: of["recipe"].epochs)
    trials = [
        make(f"{setting.preset}-{seed}", 0.6, setting, seed=seed, epochs=2)
        for setting in (MOBILENET, CNN)
        for seed in range(3)
    ]
    assert [len(group) for group in alike(part(1).settings, trials)] == [3, 3]
    assert to_train(part(1).settings, trials) == [30] * 6
    runs = [*trials, make("m", 0.6, MOBILENET), make("c", 0.5, CNN)]
    names = [[run.name for run in group] for group in alike(part(1).settings, runs)]
    assert names == [["m"], ["c"]]


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
    # Plain and distilled are compared whoever taught, but by one teacher: the present one, if any.
    runs += seeds(make, "plain", 0.5, MOBILENET)
    assert [len(group) for group in alike(part(3).settings, runs)] == [1, 2]
    former = [run for run in runs if run.name != "m-now"]
    assert [len(group) for group in alike(part(3).settings, former)] == [2, 2]
    assert "m-0, m-1 (taught by an earlier teacher)" in judge(part(3), former).evidence
    assert "earlier" not in judge(part(3), runs).evidence


def test_the_most_seeds_count_and_then_the_longest_training(make) -> None:
    runs = [*seeds(make, "m", 0.7, MOBILENET), make("c", 0.5, CNN)]
    for epochs in (15, 20):
        runs += seeds(make, f"m{epochs}", 0.5, MOBILENET, epochs=epochs)
        runs += seeds(make, f"c{epochs}", 0.5, CNN, epochs=epochs)
    names = [[run.name for run in group] for group in alike([MOBILENET, CNN], runs)]
    assert names == [["m20-0", "m20-1"], ["c20-0", "c20-1"]]
    runs.append(make("c-1", 0.5, CNN, seed=1))
    names = [[run.name for run in group] for group in alike([MOBILENET, CNN], runs)]
    assert names == [["m-0", "m-1"], ["c", "c-1"]]


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
