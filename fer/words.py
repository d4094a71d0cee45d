"""Numbers in words, spelt the same on every page and in every command."""


def count(number: int, noun: str) -> str:
    """A number of things, `noun` being the word for one: `1 epoch`, `1,200 epochs`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
