import numpy as np
import pandas as pd

from fer.comparison import trend
from fer.comparison.forecast import expectation
from fer.models import scaled

WIDTHS = (0.1, 0.2, 0.4, 0.8, 1.2, 1.6)


def points() -> pd.DataFrame:
    networks = [scaled("cnn", width) for width in WIDTHS]
    value = 0.5 + 0.03 * np.log10([network.parameters for network in networks])
    return pd.DataFrame(
        {
            "run": [f"cnn-{width}" for width in WIDTHS],
            "family": "cnn",
            "parameters": [network.parameters for network in networks],
            "macs": [network.macs for network in networks],
            "distilled": False,
            "recipe": "30 epochs",
            "epochs": 30,
            "seeds": 1,
            "private": value,
            "private_low": value - 0.01,
            "private_high": value + 0.01,
        }
    )


def said(width: float, rows: pd.DataFrame) -> str | None:
    trends = trend.by_family(rows, "parameters", "private")
    return expectation(scaled("cnn", width), rows, trends, "private")


def test_what_was_measured_goes_before_a_trend() -> None:
    rows = points()
    assert said(0.4, rows).startswith("This network was trained already: **cnn-0.4** (30 epochs)")
    text = said(0.6, rows)
    assert "CNNs trained for 30 epochs expects" in text
    assert "beyond" not in text
    assert "beyond the sizes that were measured" in said(1.9, rows)


def test_a_shorter_training_does_not_silence_the_trend() -> None:
    rows = points()
    short = rows.iloc[2].copy()
    short[["run", "recipe", "epochs", "private"]] = "short", "1 epoch", 1, 0.2
    rows = pd.concat([rows.drop(index=2), short.to_frame().T], ignore_index=True).infer_objects()
    text = said(0.4, rows)
    assert "**short** (1 epoch) has 20.0%" in text
    assert "trained for 30 epochs expects" in text


def test_a_better_run_that_is_smaller_is_told() -> None:
    rows = points()
    best = rows.iloc[1].copy()
    best[["run", "recipe", "distilled", "private"]] = "taught", "60 epochs", True, 0.9
    rows = pd.concat([rows, best.to_frame().T], ignore_index=True).infer_objects()
    assert "**taught** has 90.0%" in said(0.6, rows)
    assert "taught" not in said(0.15, rows)


def test_without_a_trend_nothing_is_expected() -> None:
    assert said(0.6, points().iloc[:2]) is None
    assert expectation(scaled("mobilenet", 0.6), points(), {}, "private") is None
