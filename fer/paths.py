"""Where things lie on disk.

`FER_ARTIFACTS` moves the user's own runs and data sets; the zoo stays in the repository.
The variable is read at each call, so that a test can point it elsewhere.
"""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
ZOO = REPOSITORY / "artifacts" / "zoo"


def artifacts() -> Path:
    """The folder that holds the user's own runs and data sets."""
    return Path(os.environ.get("FER_ARTIFACTS") or REPOSITORY / "artifacts").expanduser().resolve()


def runs() -> Path:
    """The folder of the user's own runs, one folder a run."""
    return artifacts() / "runs"


def data() -> Path:
    """The folder of cached data sets, one folder a data set."""
    return artifacts() / "data"
