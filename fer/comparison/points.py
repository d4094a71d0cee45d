"""Points of a scatter: the runs of one setting, which differ in their seed alone, are one."""

import numpy as np
import pandas as pd

from fer.comparison.kept import kept
from fer.comparison.measures import MEASURES
from fer.evaluation import Z_95

POINTS_KEPT = 16


@kept(POINTS_KEPT)
def points(frame: pd.DataFrame, measure: str) -> pd.DataFrame:
    """One row a setting; not to be changed.

    Args:
        frame: A `fer.comparison.table`.
        measure: One of `MEASURES`; runs without it are left out.

    Returns:
        The columns of `frame` of the setting's first seed, `measure` replaced by the mean over
        the seeds, and `seeds` (how many), `lowest` and `highest` (of the seeds). The interval adds
        the variance of the images, which more seeds do not lessen, and that of the seeds' mean.
    """
    frame = frame[frame[measure].notna()].sort_values(["parameters", "setting", "seed"])
    # A seed that was trained twice is still one.
    frame = frame.drop_duplicates(["setting", "seed"])
    groups = frame.groupby("setting", sort=False)
    found = groups.head(1).set_index("setting")
    values = groups[measure]
    found["seeds"], found["lowest"], found["highest"] = groups.size(), values.min(), values.max()
    mean, of_seeds = values.mean(), Z_95**2 * values.var() / found["seeds"]
    several = found["seeds"] > 1
    for end, sign in (("low", -1), ("high", 1)):
        column = f"{measure}_{end}"
        of_images = groups[column].mean() - mean
        whole = mean + sign * np.sqrt(of_images**2 + of_seeds)
        # A difference may lie below zero.
        whole = whole.clip(0 if MEASURES[measure].of_metrics else -1, 1)
        found[column] = found[column].where(~several, whole)
    found[measure] = found[measure].where(~several, mean)
    return found.reset_index()[[*frame.columns, "seeds", "lowest", "highest"]]


@kept(POINTS_KEPT)
def pareto(frame: pd.DataFrame, size: str, measure: str) -> pd.DataFrame:
    """The rows that no other row beats in both size and measure, by size.

    Args:
        frame: A `table` or `points`.
        size: A column that is the better the lower.
        measure: One of `MEASURES`.
    """
    value = frame[measure] if MEASURES[measure].higher_is_better else -frame[measure]
    ordered = frame.assign(_value=value).dropna(subset=["_value", size])
    ordered = ordered.sort_values([size, "_value"], ascending=[True, False])
    best = ordered["_value"].cummax().shift(fill_value=-float("inf"))
    return ordered[ordered["_value"] > best].drop(columns="_value")


@kept(POINTS_KEPT)
def best_of_each(frame: pd.DataFrame) -> pd.DataFrame:
    """The runs of one setting a family, size and lesson, the best on validation; not to be changed.

    Sizes are one where two digits of the parameters are the same.

    Args:
        frame: A `fer.comparison.table`.
    """
    told = points(frame, "validation")
    size = told["parameters"].map("{:.2g}".format)
    alike = told.groupby(["family", size, "distilled"])
    return frame[frame["setting"].isin(told.loc[alike["validation"].idxmax(), "setting"])]
