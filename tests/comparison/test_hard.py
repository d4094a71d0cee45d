import pandas as pd
import pytest

from fer.comparison import hard
from fer.comparison.hard import twins_effect, wrong_for_all


def said(predicted: list[int], confidence: list[float]) -> pd.DataFrame:
    labels = [0, 1, 2, 3]
    return pd.DataFrame(
        {
            "hash": [1, 2, 3, 4],
            "label": labels,
            "predicted": predicted,
            "confidence": confidence,
            "right": [one == label for one, label in zip(predicted, labels, strict=True)],
        }
    )


def test_what_all_get_wrong_the_surest_agreement_first(monkeypatch) -> None:
    runs = {
        "a": said([5, 1, 6, 4], [0.9, 0.9, 0.5, 0.6]),
        "b": said([5, 2, 5, 4], [0.8, 0.9, 0.9, 0.9]),
        "c": said([5, 1, 5, 0], [0.7, 0.9, 0.9, 0.9]),
    }
    monkeypatch.setattr(hard, "answers", runs.get)
    found = wrong_for_all(list(runs))
    assert list(found["row"]) == [0, 2, 3]
    assert list(found["predicted"]) == [5, 5, 4]
    assert found["agreed"].tolist() == pytest.approx([1, 2 / 3, 2 / 3])
    assert found["confidence"].tolist() == pytest.approx([0.8, 0.9, 0.75])


def test_nothing_is_wrong_for_all(monkeypatch) -> None:
    monkeypatch.setattr(hard, "answers", lambda _: said([0, 1, 2, 3], [0.5] * 4))
    assert wrong_for_all(["a"]).empty


def test_twins_flatter(finished_run) -> None:
    run = finished_run("tiny")
    for split, accuracy in (("public", 0.5), ("private", 0.7)):
        run.metrics["splits"][split] |= {"without_twins": {"n": 35, "accuracy": accuracy}}
    (row,) = twins_effect([run]).itertuples(index=False)
    assert row[0] == "tiny"
    assert row[2] == pytest.approx(0.6)
    assert row[3] == pytest.approx(row[1] - 0.6)
