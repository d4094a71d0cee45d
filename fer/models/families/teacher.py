"""A deeper plain CNN with hidden dense layers (after Simonyan & Zisserman 2015)."""

from fer.models.families.cnn import features
from fer.models.families.family import Family

TEACHER = Family(
    name="teacher",
    label="teacher",
    color="#A05FB4",
    symbol="diamond",
    stages=(1, 2, 2, 2, 3),
    channels=(32, 32, 48, 96, 96, 192, 192, 352, 352, 352),
    features=features,
    hidden=(3233, 397),
    dropout=0.3,
)
