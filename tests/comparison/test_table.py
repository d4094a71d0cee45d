from collections.abc import Callable
from dataclasses import replace

from fer.comparison.table import setting, training_words
from fer.runs import Run


def test_precision_sets_runs_apart_but_is_no_way_of_training(new_run: Callable[..., Run]) -> None:
    run = new_run()
    usual = run.config
    fast = replace(usual, recipe=replace(usual.recipe, precision="bfloat16"))
    slow = replace(usual, recipe=replace(usual.recipe, learning_rate=1e-4))
    assert setting(replace(run, config=fast)) != setting(run)
    assert training_words(fast) == training_words(usual)
    assert training_words(slow) == training_words(usual) + ", learning rate 0.0001"


def test_students_of_one_setting_had_the_same_weights_to_learn_from(
    new_run: Callable[..., Run],
) -> None:
    run = new_run()

    def student(weights: str, said: tuple[str, ...] = ()) -> Run:
        metrics = {"teacher": {"run": "teacher", "weights": weights}}
        return replace(run, metrics=metrics, config=replace(run.config, teacher_weights=said))

    # An older run does not say in its settings what its metrics say.
    assert setting(student("a" * 16)) == setting(student("a" * 16, ("a" * 16,)))
    assert setting(student("a" * 16)) != setting(student("b" * 16))
    assert setting(student("a" * 16)) != setting(run)
