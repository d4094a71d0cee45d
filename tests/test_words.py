import pytest

from fer.words import count


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 epochs"), (1, "1 epoch"), (30, "30 epochs"), (1200, "1,200 epochs")]
)
def test_things_are_counted(number: int, text: str) -> None:
    assert count(number, "epoch") == text
