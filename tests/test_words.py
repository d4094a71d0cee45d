import pytest

from fer.words import bold, code, count, plain, sentence


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 epochs"), (1, "1 epoch"), (30, "30 epochs"), (1200, "1,200 epochs")]
)
def test_things_are_counted(number: int, text: str) -> None:
    assert count(number, "epoch") == text


def test_a_name_is_told_letter_for_letter() -> None:
    assert bold("cnn-0.2") == "**cnn-0.2**"
    assert bold("<b>*a* $y$") == r"**\<b\>\*a\* \$y\$**"
    assert [plain(name) for name in ("-mine", "a-b", "# 1", "&amp;")] == [
        *(r"\-mine", "a-b", r"\# 1", r"\&amp;")
    ]


@pytest.mark.parametrize(
    ("text", "markdown"), [("a *b*", "`a *b*`"), ("`", "`` ` ``"), ("a``b`", "``` a``b` ```")]
)
def test_code_is_told_letter_for_letter(text: str, markdown: str) -> None:
    assert code(text) == markdown


def test_a_sentence_has_its_names_letter_for_letter_and_its_commands_as_code() -> None:
    told = "'*a*' is broken: `python -m fer runs delete a_b` removes it. C:\\x `"
    kept = r"'\*a\*' is broken: `python -m fer runs delete a_b` removes it. C\:\\x \`"
    assert sentence(told) == kept
