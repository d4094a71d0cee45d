"""Whether somebody asked a run to stop, as its process cannot tell that from a machine going away.

Both end the process with the same signal, as Ctrl-C on a sweep does. The one leaves that run
cancelled; a machine that goes lets it go on elsewhere, and Ctrl-C ends the whole sweep.
"""

from pathlib import Path

from fer import files

FILE = "stop.json"


def ask_to_stop(folder: Path) -> None:
    """Note that a run is to be cancelled."""
    files.write_json(folder / FILE, {"stop": True})


def asked_to_stop(folder: Path) -> bool:
    """Whether it is."""
    return (folder / FILE).exists()


def forget_stop(folder: Path) -> None:
    """Let it go on again."""
    (folder / FILE).unlink(missing_ok=True)
