"""Files written whole or not at all."""

import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

RENAME_ATTEMPTS, RENAME_PAUSE = 20, 0.05
"""How often, and after how many seconds each, a refused renaming is tried again."""


@contextmanager
def atomic_write(path: Path) -> Iterator[BinaryIO]:
    """Open a temporary file beside `path` and rename it to `path` when the block ends well.

    A reader therefore sees the old file or the new one, never a part. When the block raises,
    the temporary file is removed and `path` is left as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.chmod(name, 0o644)
        _rename(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _rename(source: str, target: Path) -> None:
    """Rename `source` to `target`; Windows refuses while a reader has `target` open."""
    for _ in range(RENAME_ATTEMPTS - 1):
        try:
            return os.replace(source, target)
        except PermissionError:
            time.sleep(RENAME_PAUSE)
    return os.replace(source, target)


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path` as UTF-8, whole or not at all."""
    with atomic_write(path) as file:
        file.write(text.encode())


def write_json(path: Path, value: Any) -> None:
    """Write `value` to `path` as indented JSON, whole or not at all."""
    write_text(path, json.dumps(value, indent=2) + "\n")
