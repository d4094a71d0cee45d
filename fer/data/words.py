"""What folders and columns are called: words for splits and classes, and what numbers may mean."""

import re

from fer.schema import FER2013

CONTEMPT = "contempt"

_PARTS = {
    "training": ("train", "training", "trn", "trainset", "trainingset", "traindata"),
    "validation": ("val", "valid", "validation", "dev", "valset", "validationset", "valdata"),
    "test": ("test", "testing", "tst", "testset", "testdata", "eval", "evaluation"),
    "public": ("publictest", "public", "publictesting"),
    "private": ("privatetest", "private", "privatetesting"),
}
_PART_OF = {word: part for part, words in _PARTS.items() for word in words}

_CLASSES = {
    "angry": ("angry", "anger", "angered", "mad", "ang"),
    "disgust": ("disgust", "disgusted", "disgusting", "dis"),
    "fear": ("fear", "fearful", "afraid", "scared", "fea"),
    "happy": ("happy", "happiness", "happily", "joy", "joyful", "smile", "smiling", "hap"),
    "sad": ("sad", "sadness", "unhappy"),
    "surprise": ("surprise", "surprised", "surprising", "sur"),
    "neutral": ("neutral", "neutrality", "neu"),
    CONTEMPT: (CONTEMPT, "contemptuous"),
}
_CLASS_OF = {word: name for name, words in _CLASSES.items() for word in words}
_CLASS_OF |= {f"{word}s": name for word, name in list(_CLASS_OF.items())}
_FILLERS = {"face", "faces", "expression", "expressions", "emotion", "emotions", "images", "class"}

ORDERS = {
    "FER2013": dict(enumerate(FER2013.classes)),
    "RAF-DB": dict(
        enumerate(("surprise", "fear", "disgust", "happy", "sad", "angry", "neutral"), start=1)
    ),
    "AffectNet": dict(
        enumerate(("neutral", "happy", "sad", "surprise", "fear", "disgust", "angry", CONTEMPT))
    ),
}
"""What numbers mean in three data sets (Goodfellow et al. 2013; Li, Deng & Du 2017; Mollahosseini,
Hasani & Mahoor 2017, each as its makers hand it out)."""


def part_of(name: str) -> str | None:
    """The part of a data set that a folder's or a column's word means; None if it means none."""
    return _PART_OF.get(re.sub(r"[\W\d_]+", "", name.casefold()))


def class_of(name: str) -> str | None:
    """Which of FER2013's seven classes, or contempt, a word means; None if none."""
    words = re.findall(r"[^\W\d_]+", name.casefold())
    meant = {_CLASS_OF.get(word) for word in words if word not in _FILLERS}
    return meant.pop() if len(meant) == 1 else None


def whole_number(name: str) -> int | None:
    """The whole number that a name is, `3`, `03` and `3.0` alike; None if it is none."""
    match = re.fullmatch(r"\s*(\d{1,4})(\.0*)?\s*", name)
    return int(match[1]) if match else None


def meanings(numbers: list[int]) -> str:
    """What each known order would make of numbers, in words; empty where none holds them all."""
    said = []
    for origin, order in ORDERS.items():
        if all(number in order for number in numbers):
            named = ", ".join(f"{number} {order[number]}" for number in numbers)
            said.append(f"{origin}'s order: {named}")
    return "; ".join(said)
