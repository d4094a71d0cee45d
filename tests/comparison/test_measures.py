import numpy as np
import pytest

from fer.comparison.measures import balanced_accuracy, macro_f1, measure, share
from fer.evaluation import figures, wilson
from fer.schema import FER2013

RANDOM = np.random.default_rng(0)
LABELS = RANDOM.integers(0, 7, 2000)
PREDICTED = np.where(RANDOM.random(2000) < 0.6, LABELS, RANDOM.integers(0, 7, 2000))


def confusion(labels: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    return np.array(figures(np.eye(7)[predicted], labels, FER2013.classes)["confusion"])


@pytest.mark.parametrize("score", [balanced_accuracy, macro_f1])
def test_intervals_agree_with_the_bootstrap(score) -> None:
    value, low, high = score(confusion(LABELS, PREDICTED))
    draws = RANDOM.integers(0, 2000, (1000, 2000))
    scores = [score(confusion(LABELS[rows], PREDICTED[rows]))[0] for rows in draws]
    assert (high - low) / 2 == pytest.approx(1.96 * np.std(scores), rel=0.1)
    assert low < value < high


@pytest.mark.parametrize("score", [balanced_accuracy, macro_f1])
def test_intervals_of_few_images_hold_the_truth_too(score) -> None:
    random = np.random.default_rng(0)
    truth, inside, trials = 0.97, 0, 400
    for right in random.binomial(15, truth, (trials, 2)):
        _, low, high = score(np.array([[right[0], 15 - right[0]], [15 - right[1], right[1]]]))
        inside += low <= truth <= high
    assert inside / trials >= 0.93
    _, low, high = score(np.array([[10, 0], [0, 10]]))
    assert (low, high) == (pytest.approx(wilson(20, 20)[0]), 1)


def test_scores_by_hand() -> None:
    # Class 0: 3 of 4 found and one false alarm; class 1: 1 of 2 found and one false alarm.
    matrix = np.zeros((7, 7), int)
    matrix[0, :2] = 3, 1
    matrix[1, :2] = 1, 1
    assert balanced_accuracy(matrix)[0] == pytest.approx((3 / 4 + 1 / 2) / 2)
    assert macro_f1(matrix)[0] == pytest.approx((3 / 4 + 1 / 2) / 2)


def test_measures_of_a_run_pool_the_test_splits() -> None:
    splits = {
        name: figures(np.eye(7)[PREDICTED[rows]], LABELS[rows], FER2013.classes)
        for name, rows in (
            ("public", slice(0, 600)),
            ("private", slice(600, 1400)),
            ("validation", slice(1400, 2000)),
        )
    }
    found = measure({"splits": splits})
    right = int((LABELS == PREDICTED)[:1400].sum())
    assert (found["pooled"], found["pooled_low"], found["pooled_high"]) == share(right, 1400)
    assert found["untwinned"] is None
    for split in ("public", "private"):
        splits[split]["without_twins"] = {"n": 500, "accuracy": 0.6}
    assert measure({"splits": splits})["untwinned"] == pytest.approx(0.6)
