"""What a job of a cluster asks for, from environment variables."""

import os

from fer.errors import FerError


def wanted() -> bool:
    """Whether trainings of this process start on a cluster."""
    return os.environ.get("FER_LAUNCHER") == "ray"


def cores() -> int:
    """The cores of a training: `FER_JOB_CPUS`, or 1.

    Raises:
        FerError: The variable is no number of at least 1.
    """
    value = os.environ.get("FER_JOB_CPUS", "1")
    if not value.isdecimal() or int(value) < 1:
        raise FerError(f"FER_JOB_CPUS must be a whole number of at least 1, not '{value}'.")
    return int(value)


def gpus() -> float:
    """The GPUs of a training with `--device cuda`: `FER_JOB_GPUS`, or 1; 0.25 puts four on one.

    Raises:
        FerError: The variable is no share of a GPU.
    """
    return _number("FER_JOB_GPUS", 1.0, most=1.0, what="a share of a GPU, above 0 and up to 1")


def minutes() -> float:
    """How long a worker goes on to take what waits: `FER_JOB_MINUTES`, or 30; 0 for one run each.

    Raises:
        FerError: The variable is no number of minutes.
    """
    return _number("FER_JOB_MINUTES", 30.0, least=0.0, what="a number from 0 to 1,000,000")


def _number(name: str, default: float, what: str, least: float = 1e-3, most: float = 1e6) -> float:
    value = os.environ.get(name)
    try:
        number = default if value is None else float(value)
    except ValueError:
        number = -1.0
    if not least <= number <= most:
        raise FerError(f"{name} must be {what}, not '{value}'.")
    return number
