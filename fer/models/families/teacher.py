"""A deeper plain CNN with hidden dense layers (after Simonyan & Zisserman 2015)."""

from fer.models.families.cnn import features
from fer.models.families.family import Family

TEACHER = Family(
    name="teacher",
    label="teacher",
    color="#A05FB4",
    symbol="diamond",
    star="star-diamond",
    stages=(1, 1, 2, 2, 3),
    channels=(24, 32, 80, 80, 176, 176, 352, 352, 336),
    features=features,
    # Every width has the same grid, as most parameters hang on it.
    macs_to_spend={6: 1_000_000_000},
    hidden=(939, 458),
    dropout=0.4,
)
