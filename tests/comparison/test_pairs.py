import numpy as np
import pandas as pd
import pytest

from fer.comparison.pairs import Pairing, answers, disagreements, holm, pair
from fer.errors import FerError


def said(predicted: list[int], confidence: list[float]) -> pd.DataFrame:
    labels = np.array([0, 1, 2, 3], np.uint8)
    return pd.DataFrame(
        {
            "hash": np.arange(4, dtype=np.uint64),
            "label": labels,
            "predicted": np.array(predicted, np.uint8),
            "confidence": np.array(confidence, np.float32),
            "right": np.array(predicted) == labels,
        }
    )


ONE = said([0, 1, 5, 6], [0.9, 0.5, 0.4, 0.3])
OTHER = said([0, 4, 2, 5], [0.9, 0.6, 0.8, 0.3])


def test_the_four_cells_and_the_images_that_part_them() -> None:
    assert pair(ONE, OTHER) == Pairing(both=1, only_first=1, only_second=1, neither=1)
    assert list(disagreements(ONE, OTHER)) == [2, 1, 3]


def test_words_follow_the_test() -> None:
    assert "more than chance" in Pairing(500, 80, 30, 100).words("a", "b")
    assert Pairing(500, 30, 80, 100).words("a", "b").startswith("**b** is right on 7.0 points")
    assert "could explain it" in Pairing(500, 31, 30, 100).words("a", "b")
    assert "could explain it" in Pairing(500, 80, 30, 100).words("a", "b", p=0.2)


def test_runs_that_are_right_as_often_or_nearly_so_are_told_so() -> None:
    assert Pairing(500, 30, 30, 100).words("a", "b", p=1.0) == (
        "**a** and **b** are right on equally many of these 660 images (McNemar's p = 1)."
    )
    assert "**b** is right on 1 image more of these 7,000 images" in Pairing(
        6000, 450, 451, 99
    ).words("a", "b")


def test_holm_by_hand() -> None:
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])
    assert holm([0.5]) == [0.5]


def test_other_images_are_refused() -> None:
    with pytest.raises(FerError, match="same images"):
        pair(ONE, OTHER.assign(hash=OTHER["hash"] + 1))


def test_of_runs(finished_run) -> None:
    first = finished_run("first")
    both = answers(first)
    assert len(both) == 70
    splits = first.metrics["splits"]
    assert both["right"].mean() == pytest.approx(
        (splits["public"]["accuracy"] + splits["private"]["accuracy"]) / 2
    )
