"""The families of networks, by name. A new one is a module here and an entry in `FAMILIES`."""

from fer.models.families.cnn import CNN
from fer.models.families.family import Family
from fer.models.families.mobilenet import MOBILENET
from fer.models.families.teacher import TEACHER

__all__ = ["FAMILIES", "Family"]

FAMILIES: dict[str, Family] = {family.name: family for family in (MOBILENET, CNN, TEACHER)}
