"""Trainings: the queue that they wait in, and what starts and stops them."""

from fer.launch.order import cancel_all, move_up
from fer.launch.queue import (
    advance,
    cancel,
    claim,
    claim_new,
    delete,
    ensure,
    own_runs,
    resume,
    same,
    submit,
    take,
    waiting,
)
from fer.launch.speed import calibrate, require_idle

__all__ = [
    "advance",
    "calibrate",
    "cancel",
    "cancel_all",
    "claim",
    "claim_new",
    "delete",
    "ensure",
    "move_up",
    "own_runs",
    "require_idle",
    "resume",
    "same",
    "submit",
    "take",
    "waiting",
]
