"""A network that is soon compiled, in words of the command line."""

TINY_NETWORK = ("--family", "cnn", "--channels", *"22448", "--stages", *"11111")
"""As `TINY` of all tests."""
