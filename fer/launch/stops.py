"""Whether somebody asked a run to stop, as a worker cannot tell that from a machine that goes away.

Both end its process with the same signal. The one leaves a run cancelled, the other lets it go on
elsewhere.
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
