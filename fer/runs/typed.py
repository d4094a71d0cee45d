"""Checks of JSON objects that hold a dataclass's fields, made from its annotations."""

from dataclasses import MISSING, fields, is_dataclass
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from fer.runs.checks import Check, flag, list_of, maybe, number, one_of, record, text, whole


def settings(kind: type) -> Check:
    """An object with the fields of a dataclass, those without a plain default required."""
    known = of_fields(kind)
    required = {field.name for field in fields(kind) if field.default is MISSING}
    return record(
        {name: known[name] for name in known if name in required},
        {name: known[name] for name in known if name not in required},
    )


def of_fields(kind: type) -> dict[str, Check]:
    """A check of each field of a dataclass, by its annotation."""
    hints = get_type_hints(kind)
    return {field.name: _of_type(hints[field.name]) for field in fields(kind)}


def _of_type(hint: Any) -> Check:
    if is_dataclass(hint):
        return settings(hint)
    plain = {int: whole(), float: number(), bool: flag, str: text()}
    if hint in plain:
        return plain[hint]
    arguments = get_args(hint)
    if get_origin(hint) is Literal:
        return one_of(*arguments)
    if get_origin(hint) is tuple:
        return list_of(_of_type(arguments[0]))
    if get_origin(hint) is UnionType and arguments[1] is type(None):
        return maybe(_of_type(arguments[0]))
    raise TypeError(f"no check of {hint}")
