import numpy as np
import pytest

from fer.runs import Recipe
from fer.training.schedule import learning_rate


@pytest.mark.parametrize("schedule", ["one-cycle", "cosine"])
def test_schedule_rises_to_its_peak_and_falls_to_nothing(schedule: str) -> None:
    recipe = Recipe(schedule=schedule, learning_rate=1.0)
    rates = [learning_rate(recipe, progress) for progress in np.linspace(0, 1, 1001)]
    peak = int(np.argmax(rates))
    assert rates[0] == pytest.approx(0.1)
    assert rates[peak] == pytest.approx(1.0, abs=1e-3)
    assert rates[-1] == pytest.approx(0.0)
    assert peak == pytest.approx(300 if schedule == "one-cycle" else 50, abs=1)
