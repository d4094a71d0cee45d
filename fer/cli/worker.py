"""What `fer train --resume` does as a job of a cluster: that run, and then what waits.

Loading the engine takes a worker seconds, and a job of a cluster takes some more to begin, so one
that is there already takes the next run itself while its lease lasts.
"""

import os
import signal
import sys
import time
import traceback
from types import FrameType

from fer import launch
from fer.cli.foreground import ProgressLine, move_on, until_told
from fer.errors import FerError
from fer.launchers import settings
from fer.runs import Run
from fer.runs import status as run_status
from fer.runs.run import LOG
from fer.runs.status import SupersededError


def is_one() -> bool:
    """Whether this process is a job of a cluster."""
    return settings.wanted() and "FER_JOB" in os.environ


def work(first: Run) -> int:
    """Train `first`, and others while the lease lasts; returns the exit status."""
    end = time.monotonic() + 60 * settings.minutes()
    told = False

    def leave(signum: int, frame: FrameType | None) -> None:
        nonlocal told
        told = True

    signal.signal(signal.SIGTERM, leave)
    chosen: Run | None = first
    while chosen:
        _print_to(chosen)
        try:
            status = until_told(chosen, ProgressLine(chosen))
        except SupersededError as error:
            # Who gave it away believes this process to be lost.
            print(f"fer: {error}", file=sys.stderr)
            return 1
        except FerError as error:
            # Its own fault, which its status tells, or else this machine's.
            print(f"fer: {error}", file=sys.stderr)
            if not run_status.written(chosen.folder).step and not chosen.history():
                break
        except Exception:
            # Whatever it was may have been this process' fault.
            traceback.print_exc()
            move_on()
            return 1
        else:
            if status.state != "finished":
                # The machine may be about to go, or somebody cancelled the run.
                launch.hand_back(chosen)
                break
            # Its end came before the answer to a cancel, which ends this process too.
            told |= launch.asked_to_stop(chosen.folder)
        if told:
            break
        chosen = launch.take_next(first.config.device) if time.monotonic() < end else None
    move_on()
    return 0


def _print_to(run: Run) -> None:
    """Let all that this process prints go to the run's log, which everyone can read."""
    log = os.open(run.folder / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
        os.dup2(log, stream.fileno())
    os.close(log)
