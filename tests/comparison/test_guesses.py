import pytest

from fer.comparison import offered
from fer.comparison.guesses import guesses
from fer.schema import FER2013


def test_a_guess_is_told_from_the_classes_there_are(finished_run) -> None:
    metrics = finished_run().metrics
    for measure in offered(FER2013):
        found = guesses(metrics, measure)
        if measure in ("macro_f1", "lost"):
            assert found == {}
        else:
            # Each class has as many images.
            assert found
            assert list(found.values()) == pytest.approx([1 / 7] * len(found))
    counts = [[8, 2], [0, 30]]
    assert guesses({"splits": {"private": {"confusion": counts}}}, "private") == {
        "chance": 0.5,
        "always the commonest class": 0.75,
    }
