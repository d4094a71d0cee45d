"""TensorFlow and Keras, set up for what they do not choose by themselves on a laptop.

Modules that need them import them from here, so that the settings precede the import. Without
oneDNN a small CNN trains at half the speed, and a second inter-op thread halves the teacher's.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")


@contextmanager
def _no_cards() -> Iterator[None]:
    """Hide NVIDIA cards, and only from what is loaded meanwhile: others train on them."""
    name = "CUDA_VISIBLE_DEVICES"
    before = os.environ.get(name)
    os.environ[name] = "-1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


@contextmanager
def _silent_stderr() -> Iterator[None]:
    """Drop what C++ code writes to file descriptor 2, which no log level reaches."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


with _silent_stderr(), _no_cards():
    import keras
    import tensorflow as tf

    # Several networks in one process look to TensorFlow like one that is traced over and over.
    tf.get_logger().setLevel("ERROR")
    tf.config.threading.set_inter_op_parallelism_threads(1)
    # Creating the devices is what logs; a later call would come out of the silence.
    tf.config.list_logical_devices()

# Autograph reads the source of every function that is called, which is half of tracing a network.
function = partial(tf.function, autograph=False)

__all__ = ["function", "keras", "tf"]
