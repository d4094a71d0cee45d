import pandas as pd
import pytest

from fer.comparison.budget import choose, words
from fer.comparison.points import best_of_each, pareto, points


def table(*rows: tuple) -> pd.DataFrame:
    frame = pd.DataFrame(
        rows, columns=["run", "setting", "family", "seed", "parameters", "macs", "private"]
    )
    return frame.assign(private_low=frame["private"] - 0.02, private_high=frame["private"] + 0.02)


FRAME = table(
    ("a", "small", "cnn", 0, 10, 900, 0.50),
    ("b", "small", "cnn", 1, 10, 900, 0.54),
    ("c", "worse", "cnn", 0, 20, 100, 0.48),
    ("d", "large", "cnn", 0, 40, 400, 0.60),
    ("e", "other", "mobilenet", 0, 30, 300, 0.58),
)


def test_seeds_of_a_setting_are_one_point() -> None:
    found = points(FRAME, "private").set_index("run")
    assert list(found.index) == ["a", "c", "e", "d"]
    assert found.loc["a", "private"] == pytest.approx(0.52)
    assert (found.loc["a", "lowest"], found.loc["a", "highest"]) == (0.50, 0.54)
    # Standard errors: images 0.02 / 1.96, seeds 0.0283 / sqrt(2).
    half = 1.96 * ((0.02 / 1.96) ** 2 + 0.02**2) ** 0.5
    assert found.loc["a", "private_high"] == pytest.approx(0.52 + half, abs=1e-4)
    assert found.loc["d", "private_low"] == pytest.approx(0.58)


def test_runs_without_the_measure_are_left_out() -> None:
    frame = FRAME.assign(private=FRAME["private"].where(FRAME["run"] != "d"))
    assert "d" not in set(points(frame, "private")["run"])


def test_of_each_network_and_lesson_the_setting_that_is_best_on_validation() -> None:
    frame = FRAME.assign(validation=[0.5, 0.6, 0.7, 0.6, 0.6], distilled=False)
    frame[["validation_low", "validation_high"]] = 0.0, 1.0
    assert set(best_of_each(frame)["run"]) == {"a", "b", "c", "d", "e"}
    same_size = frame.assign(parameters=[61_047, 61_047, 61_426, 61_400, 61_047])
    assert set(best_of_each(same_size)["run"]) == {"c", "e"}
    # Two seeds are judged by their mean, and both are kept.
    assert set(best_of_each(same_size[same_size["run"] != "c"])["run"]) == {"d", "e"}
    level = same_size.assign(validation=[0.7, 0.6, 0.6, 0.6, 0.6])
    assert set(best_of_each(level)["run"]) == {"a", "b", "e"}
    taught = same_size.assign(distilled=same_size["run"] == "d")
    assert set(best_of_each(taught)["run"]) == {"c", "d", "e"}
    assert best_of_each(frame[:0]).empty


def test_no_run_on_the_pareto_line_is_beaten_in_both() -> None:
    assert list(pareto(FRAME, "parameters", "private")["run"]) == ["b", "e", "d"]
    assert list(pareto(FRAME, "macs", "private")["run"]) == ["c", "e", "d"]
    lost = FRAME.assign(lost=0.7 - FRAME["private"])
    assert list(pareto(lost, "parameters", "lost")["run"]) == ["b", "e", "d"]


def test_the_best_of_each_family_within_every_limit() -> None:
    limits = {"parameters": 25, "macs": 1000}
    choices = choose(FRAME, limits, "private")
    assert choices["cnn"].best["run"] == "b"
    assert choices["cnn"].below is None
    assert choices["cnn"].above["run"] == "d"
    text = words(choices["cnn"], limits, "private")
    assert "would gain 6.0 points for 40 parameters" in text
    assert choices["mobilenet"].best is None
    said = words(choices["mobilenet"], limits, "private")
    assert "as few parameters; the smallest that keeps to 1,000 MACs" in said


def test_neighbours_keep_the_other_limits() -> None:
    limits = {"parameters": 100, "macs": 450}
    choice = choose(FRAME, limits, "private")["cnn"]
    assert (choice.best["run"], choice.below["run"]) == ("d", "c")
    assert "costs 12.0 points" in words(choice, limits, "private")
    limits["macs"] = 1
    none = choose(FRAME, limits, "private")["cnn"]
    assert words(none, limits, "private") == "No run of this family keeps to 1 MACs."
    unknown = FRAME.assign(macs=float("nan"))
    none = choose(unknown, {"macs": 450}, "private")["cnn"]
    assert words(none, {"macs": 450}, "private") == "No run of this family keeps to 450 MACs."


def test_the_interval_of_several_seeds_stays_among_the_shares() -> None:
    one = table(("a", "s", "cnn", 0, 10, 1, 1.0)).assign(private_low=0.84, private_high=1.0)
    other = one.assign(run="b", seed=1)
    (found,) = points(pd.concat([one, other]), "private").to_dict("records")
    assert (found["private_low"], found["private_high"]) == (pytest.approx(0.84), 1.0)
    worse = other.assign(private=0.9, private_low=0.7, private_high=0.97)
    (found,) = points(pd.concat([one, worse]), "private").to_dict("records")
    assert found["private_low"] < 0.77
    assert found["private_high"] <= 1


def test_a_seed_that_was_trained_twice_is_one() -> None:
    again = FRAME[FRAME["run"] == "a"].assign(run="z", private=0.3)
    found = points(pd.concat([FRAME, again]), "private").set_index("run")
    assert found.loc["a", "seeds"] == 2
    assert found.loc["a", "private"] == pytest.approx(0.52)
