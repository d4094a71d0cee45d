import pytest

from fer.words import bold, count


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 epochs"), (1, "1 epoch"), (30, "30 epochs"), (1200, "1,200 epochs")]
)
def test_things_are_counted(number: int, text: str) -> None:
    assert count(number, "epoch") == text


def test_a_name_is_told_letter_for_letter() -> None:
    assert bold("cnn-0.2") == "**cnn-0.2**"
    assert bold("<b>*a* $y$") == r"**\<b\>\*a\* \$y\$**"
