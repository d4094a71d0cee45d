"""Which engine there is."""

from fer.engines.base import Engine


def load() -> Engine:
    """The engine, ready to work; what it needs is imported now."""
    from fer.engines.tensorflow.engine import TensorFlow

    return TensorFlow()
