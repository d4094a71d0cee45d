from collections.abc import Callable
from dataclasses import replace

from fer.comparison.table import setting, training_words
from fer.runs import Run


def test_precision_sets_runs_apart_but_is_no_way_of_training(new_run: Callable[..., Run]) -> None:
    usual = new_run().config
    fast = replace(usual, recipe=replace(usual.recipe, precision="bfloat16"))
    slow = replace(usual, recipe=replace(usual.recipe, learning_rate=1e-4))
    assert setting(fast) != setting(usual)
    assert training_words(fast) == training_words(usual)
    assert training_words(slow) == training_words(usual) + ", learning rate 0.0001"
