from fer.comparison.settings import differing, numeric, text, words
from fer.runs import Distillation


def test_only_what_differs_is_told_and_numbers_stay_numbers(finished_run) -> None:
    runs = [
        finished_run("plain", seed=1),
        finished_run("taught", epochs=3, distillation=Distillation("plain")),
    ]
    found = differing(runs)
    assert list(found.index) == ["plain", "taught"]
    assert list(found["recipe.epochs"]) == [2, 3]
    assert list(found["seed"]) == [1, 0]
    assert list(found["distillation.temperature"]) == [None, 4.0]
    assert "run" not in found
    assert "recipe.batch_size" not in found
    assert numeric(found["distillation.temperature"])
    assert not numeric(found["distillation.teacher"])
    assert list(differing(runs[:1]).columns) == []


def test_words_for_people() -> None:
    assert words("recipe.augmentation.shift") == "augmentation shift"
    assert words("distillation.soft_loss") == "distillation soft loss"
    assert [text(value) for value in (None, True, 0.004, 3, "dist")] == [
        "",
        "yes",
        "0.004",
        "3",
        "dist",
    ]
    assert not numeric([None, None])
    assert not numeric([True, False])
