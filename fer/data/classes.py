"""From the names that a source gives its classes to a data set's classes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fer.data.words import class_of, meanings, whole_number
from fer.errors import FerError
from fer.schema import FER2013, LEAST_CLASSES, MOST_CLASSES, Schema

SHOWN = 12
"""Names of classes that a sentence lists."""

Wish = Sequence[str] | Mapping[str, str] | None
"""Classes as a user gives them: in the order of the source's own names, or by these."""


class ClassesNeededError(FerError):
    """The names of the classes do not say what they are.

    Args:
        text: What to do, in a sentence.
        names: The source's own names, in the order in which classes are to be given.

    Attributes:
        pictures: An image of each class, uint8 of shape (48, 48), by the source's own name.
    """

    def __init__(self, text: str, names: Sequence[str]) -> None:
        super().__init__(text)
        self.names = tuple(names)
        self.pictures: dict[str, np.ndarray] = {}


@dataclass(frozen=True)
class Naming:
    """What a source's names stand for.

    Attributes:
        classes: The classes, in order.
        code: The class of each of the source's names, an index into `classes`; names that are left
            out are not in it.
        notes: What the user should know, in sentences.
    """

    classes: tuple[str, ...]
    code: dict[str, int]
    notes: tuple[str, ...] = ()


def naming(
    names: Sequence[str], source: str, wish: Wish = None, *, fer2013: bool = False
) -> Naming:
    """Decide what the classes are.

    Words for the seven expressions are recognised whatever their form, and come first, in FER2013's
    order; other names stay as they are, by the alphabet. Numbers are never guessed.

    Args:
        names: The source's own names.
        source: What it is called, for messages.
        wish: The classes, if the user says what they are.
        fer2013: Whether the source has FER2013's own form, in which the numbers 0 to 6 have a
            meaning if all of them are there.

    Raises:
        ClassesNeededError: The names are numbers.
        FerError: There are too few or too many, or the wish does not fit them.
    """
    names = sorted(set(names), key=_natural)
    if not LEAST_CLASSES <= len(names) <= MOST_CLASSES:
        raise FerError(
            f"{source} has {len(names)} {'class' if len(names) == 1 else 'classes'} "
            f"({_listed(names)}), and a data set has {LEAST_CLASSES} to {MOST_CLASSES}: sort the "
            "images into one folder per class."
        )
    if wish is not None:
        return _wished(names, source, wish)
    numbers = [whole_number(name) for name in names]
    if None not in numbers:
        if fer2013 and set(numbers) == set(range(len(FER2013.classes))):
            return Naming(FER2013.classes, dict(zip(names, numbers, strict=True)))
        said = meanings(numbers)
        raise ClassesNeededError(
            f"The classes of {source} are numbers ({_listed(names)}), which say nothing by "
            f"themselves{f' ({said})' if said else ''}: say what they are, in this order, with "
            "--classes NAME,NAME,… or in the form on the Data page.",
            names,
        )
    meant = {name: class_of(name) for name in names}
    if None in meant.values() and len({*filter(None, meant.values())}) < 2:
        # One name that looks like an expression among others is just a name.
        meant = dict.fromkeys(names)
    called = {name: meant[name] or name.strip() for name in names}
    ordered = [*FER2013.classes, "contempt"]
    own = sorted({*called.values()} - {*ordered}, key=_natural)
    classes = tuple([each for each in ordered if each in called.values()] + own)
    renamed = [f"{name} as {each}" for name, each in called.items() if name.strip() != each]
    notes = (f"Classes read by their meaning: {', '.join(renamed)}.",) if renamed else ()
    Schema(classes)
    return Naming(classes, {name: classes.index(each) for name, each in called.items()}, notes)


def _wished(names: Sequence[str], source: str, wish: Sequence[str] | Mapping[str, str]) -> Naming:
    if isinstance(wish, Mapping):
        called = {name: wish[name].strip() for name in names if wish.get(name, "").strip()}
        classes = tuple(dict.fromkeys(called.values()))
        left = [name for name in names if name not in called]
    else:
        classes = tuple(name.strip() for name in wish)
        same = {name: _same(name, classes) for name in names}
        if all(any(found == each for found in same.values()) for each in classes):
            called = {name: each for name, each in same.items() if each}
            left = [name for name in names if name not in called]
        elif len(classes) == len(names):
            _check_places(names, source, classes, same)
            called, left = dict(zip(names, classes, strict=True)), []
        else:
            raise FerError(
                f"{source} has {len(names)} classes ({_listed(names)}), and --classes gives "
                f"{len(classes)}: give a name for each, in this order."
            )
    Schema(classes)
    _check_meanings(classes)
    notes = [f"Classes as given: {', '.join(f'{own} as {to}' for own, to in called.items())}."]
    if left:
        notes.append(f"Left out, as they are not among the classes given: {', '.join(left)}.")
    code = {name: classes.index(each) for name, each in called.items()}
    return Naming(classes, code, tuple(notes))


def _check_places(
    names: Sequence[str], source: str, classes: Sequence[str], same: Mapping[str, str | None]
) -> None:
    """Refuse classes in order of which one is the name of another: one is mistyped, it seems."""
    unknown = [each for each in classes if each not in same.values()]
    for name, place in zip(names, classes, strict=True):
        if place in same.values() and same[name] != place:
            raise FerError(
                f"{unknown[0]!r} is none of the classes of {source} ({_listed(names)}): give their "
                "names, or new ones for all, in this order."
            )


def _check_meanings(classes: Sequence[str]) -> None:
    """Refuse two words for one expression."""
    meant: dict[str, str] = {}
    for each in classes:
        meaning = class_of(each)
        if meaning and meant.setdefault(meaning, each) != each:
            raise FerError(
                f"The classes {meant[meaning]!r} and {each!r} both mean {meaning}: give them one "
                "name, or other names."
            )


def _same(name: str, classes: Sequence[str]) -> str | None:
    """Which of the wished classes a name stands for."""
    if name in classes:
        return name
    meant = class_of(name)
    return next((each for each in classes if meant and class_of(each) == meant), None)


def _listed(names: Sequence[str]) -> str:
    more = "…" if len(names) > SHOWN else ""
    return ", ".join(name[:40] for name in names[:SHOWN]) + more


def _natural(name: str) -> list[tuple[int, int, str]]:
    """A key that puts `2` before `10`."""
    parts = re.findall(r"\d+|\D+", name.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]
