"""Each check tells right values from wrong ones, in one sentence that names the place."""

from collections.abc import Callable

import pytest

from fer.errors import FerError
from fer.runs.checks import (
    anything,
    flag,
    list_of,
    maybe,
    number,
    one_of,
    record,
    require,
    text,
    whole,
)

SHARE = number(0, 1)
DEEP: list = []
for _ in range(500):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("check", "values"),
    [
        (SHARE, [0, 1, 0.5]),
        (number(), [-1e308, 3]),
        (whole(), [-3, 2**63 - 1]),
        (flag, [True, False]),
        (text(), ["", "é", "a b"]),
        (text(lines=True), ["a\nb"]),
        (one_of("a", "b"), ["a"]),
        (maybe(SHARE), [None, 1]),
        (list_of(SHARE, 2), [[0, 1]]),
        (record({"a": SHARE}, {"b": SHARE}), [{"a": 1}, {"b": 0, "a": 1}]),
        (record({}, others=SHARE), [{}, {"x": 1}]),
        (anything, [None, "x", {"a": [1, 2.5, {"b": True}]}]),
    ],
)
def test_right_values_pass(check: Callable, values: list) -> None:
    for value in values:
        require("file.json", check, value)


@pytest.mark.parametrize(
    ("check", "value", "sentence"),
    [
        (SHARE, "high", " must be a number from 0 to 1, not 'high'."),
        (SHARE, True, " must be a number from 0 to 1, not true."),
        (SHARE, float("nan"), " must be a number from 0 to 1, not nan."),
        (number(), float("inf"), " must be a number, not inf."),
        (number(), 10**400, " must be a number, not 10000000000000000000… (401 characters)."),
        (whole(1), 2**63, " must be a whole number of at least 1, not 9223372036854775808."),
        (whole(0, 9), 1.0, " must be a whole number from 0 to 9, not 1.0."),
        (flag, 1, " must be true or false, not 1."),
        (text(3), "long", " must be a text of up to 3 characters, not 'long'."),
        (text(), "\ud800", r" must be a text that can be shown, not '\ud800'."),
        (text(), "a\nb", r" must be a text that can be shown, not 'a\nb'."),
        (one_of("a", "b"), None, " must be one of a, b, not null."),
        (one_of("a"), [], " must be one of a, not a list of 0."),
        (list_of(SHARE), {}, " must be a list, not an object."),
        (list_of(SHARE, 2), [1], " must have 2 entries, not 1."),
        (list_of(list_of(SHARE)), [[], [0, 5]], ": [1][1] must be a number from 0 to 1, not 5."),
        (record({"a": SHARE, "b": SHARE}), {}, " lacks a, b."),
        (record({}), {"x" * 99: 1}, f" has an unknown field, '{'x' * 20}… (99 characters)'."),
        (
            record({"a": record({"b": list_of(SHARE)})}),
            {"a": {"b": ["x" * 99]}},
            ": a.b[0] must be a number from 0 to 1, not 'xxxxxxxxxxxxxxxxxxxx… (99 characters)'.",
        ),
        (anything, {"a": DEEP}, " must not be nested more than 8 levels deep."),
        (anything, [float("nan")], " must be a number, not nan."),
    ],
)
def test_wrong_values_are_a_sentence(check: Callable, value: object, sentence: str) -> None:
    with pytest.raises(FerError) as error:
        require("file.json", check, value)
    assert str(error.value) == f"file.json{sentence}"
