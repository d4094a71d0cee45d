"""Trainings: the queue that they wait in, and who trains them."""

from fer.launch.claims import claim, claim_new, enqueue, hand_back, take, take_next
from fer.launch.order import cancel_all, move_up
from fer.launch.own import entries, own_runs, waiting
from fer.launch.queue import (
    advance,
    cancel,
    delete,
    ensure,
    queue_again,
    resume,
    same,
    twins,
)
from fer.launch.speed import calibrate, require_idle
from fer.launch.stops import asked_to_stop, forget_stop

__all__ = [
    "advance",
    "asked_to_stop",
    "calibrate",
    "cancel",
    "cancel_all",
    "claim",
    "claim_new",
    "delete",
    "enqueue",
    "ensure",
    "entries",
    "forget_stop",
    "hand_back",
    "move_up",
    "own_runs",
    "queue_again",
    "require_idle",
    "resume",
    "same",
    "take",
    "take_next",
    "twins",
    "waiting",
]
