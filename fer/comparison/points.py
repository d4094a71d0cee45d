"""Points of a scatter: the runs of one setting, which differ in their seed alone, are one."""

from math import sqrt

import pandas as pd

from fer.evaluation import Z_95


def points(frame: pd.DataFrame, measure: str) -> pd.DataFrame:
    """One row a setting.

    Args:
        frame: A `fer.comparison.table`.
        measure: One of `MEASURES`; runs without it are left out.

    Returns:
        The columns of `frame` of the setting's first seed, `measure` replaced by the mean over
        the seeds, and `seeds` (how many), `lowest` and `highest` (of the seeds). The interval adds
        the variance of the images, which more seeds do not lessen, and that of the seeds' mean.
    """
    frame = frame[frame[measure].notna()].sort_values(["parameters", "setting", "seed"])
    rows = []
    for _, group in frame.groupby("setting", sort=False):
        row = group.iloc[0].copy()
        values = group[measure]
        row["seeds"], row["lowest"], row["highest"] = len(group), values.min(), values.max()
        if len(group) > 1:
            images = ((group[f"{measure}_high"] - group[f"{measure}_low"]) / (2 * Z_95)).mean()
            half = Z_95 * sqrt(images**2 + values.var() / len(group))
            row[measure] = values.mean()
            row[f"{measure}_low"] = values.mean() - half
            row[f"{measure}_high"] = values.mean() + half
        rows.append(row)
    return pd.DataFrame(rows, columns=[*frame.columns, "seeds", "lowest", "highest"])


def pareto(frame: pd.DataFrame, size: str, measure: str) -> pd.DataFrame:
    """The rows that no other row beats in both size and measure, by size.

    Args:
        frame: A `table` or `points`.
        size: A column that is the better the lower.
        measure: A column that is the better the higher, but for `lost`.
    """
    value = -frame[measure] if measure == "lost" else frame[measure]
    ordered = frame.assign(_value=value).dropna(subset=["_value", size])
    ordered = ordered.sort_values([size, "_value"], ascending=[True, False])
    best = ordered["_value"].cummax().shift(fill_value=-float("inf"))
    return ordered[ordered["_value"] > best].drop(columns="_value")
