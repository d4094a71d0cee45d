"""What a user says of a run: a note, tags, and whether it is put aside."""

from dataclasses import asdict, dataclass
from pathlib import Path

from fer import files
from fer.errors import FerError
from fer.runs.checks import flag, list_of, record, require, text
from fer.runs.reading import kept, read_json, version
from fer.runs.run import Run

NOTES = "notes.json"
LONGEST_NOTE, LONGEST_TAG, MOST_TAGS = 2000, 40, 20

_FORM = record(
    {},
    {
        "note": text(LONGEST_NOTE, lines=True),
        "tags": list_of(text(LONGEST_TAG)),
        "archived": flag,
    },
)


@dataclass(frozen=True)
class Notes:
    """What `notes.json` holds.

    Attributes:
        note: Free text.
        tags: Words to find runs by.
        archived: Whether lists leave the run out.
    """

    note: str = ""
    tags: tuple[str, ...] = ()
    archived: bool = False


def notes(run: Run) -> Notes:
    """What is said of a run; nothing of the zoo's.

    Raises:
        FerError: The file is damaged.
    """
    return Notes() if run.zoo else _read(run.folder)


def write_notes(run: Run, said: Notes) -> None:
    """Say something of one of the user's own runs.

    Raises:
        FerError: The run is the zoo's, or the text is too long or cannot be shown.
    """
    if run.zoo:
        raise FerError(f"'{run.name}' belongs to the zoo, which keeps no notes.")
    if len(said.tags) > MOST_TAGS:
        raise FerError(f"A run has at most {MOST_TAGS} tags: take some away.")
    values = {**asdict(said), "tags": list(said.tags)}
    require("The notes", _FORM, values)
    files.write_json(run.folder / NOTES, values)


@kept(NOTES)
def _read(folder: Path) -> Notes:
    if version(folder / NOTES) is None:
        return Notes()
    values = read_json(folder / NOTES)
    require(NOTES, _FORM, values)
    return Notes(**{**values, "tags": tuple(values.get("tags", ()))})
