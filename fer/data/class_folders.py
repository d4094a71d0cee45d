"""Reader of images: in class folders, or listed with their labels in a table beside them."""

from collections.abc import Sequence
from contextlib import suppress

import numpy as np

from fer import IMAGE_SIZE
from fer.data import classes, decoding
from fer.data.decoding import UnreadableError
from fer.data.entries import Entry, Progress
from fer.data.found import Found, Skipped
from fer.data.layout import Placed, place
from fer.data.listed import place_listed
from fer.data.options import Options
from fer.data.words import class_of
from fer.errors import FerError

MOSTLY = 0.9
"""Share of the images that a table names which is the list of all."""


def read_class_folders(
    images: Sequence[Entry],
    tables: Sequence[Entry],
    source: str,
    options: Options,
    progress: Progress,
) -> Found:
    """Decode images whose folders are their classes; see `fer.data.layout`.

    Where their folders are none, or no classes, a table beside them may name them; see
    `fer.data.listed`.

    Args:
        images: what `fer.data.layout.images_of` gave.
        tables: the tables beside them.
        source: what they come from, for messages.
        options: how to read them.
        progress: told how many are done.

    Raises:
        FerError: the folders do not say what the classes are, or too many images cannot be read.
    """
    placed, outside, notes = _placed(images, tables, source)
    try:
        named = classes.naming([each.name for each in placed], source, options.classes)
    except classes.ClassesNeededError as error:
        error.pictures = _one_of_each(placed, options)
        raise
    notes += named.notes
    if outside:
        notes.append(
            f"Left out, as nothing says what their class is: {len(outside):,} "
            f"({outside[0].path}{', …' if len(outside) > 1 else ''})."
        )
    placed = [each for each in placed if each.name in named.code]
    skipped = Skipped(options.strict)
    decoded = np.empty((len(placed), IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    kept: list[Placed] = []
    for number, each in enumerate(placed):
        if number % 500 == 0 or options.find_faces:
            progress(number / len(placed), f"Reading images: {number:,} of {len(placed):,}")
        try:
            face = _face(each.entry) if options.find_faces else decoding.pixels(
                each.entry, options.fit
            )  # fmt: skip
        except UnreadableError as error:
            skipped.cannot_be_read(error)
            continue
        if face is None:
            skipped.without_face.append(str(each.entry.path))
            continue
        decoded[len(kept)] = face
        kept.append(each)
    skipped.check(len(placed))
    return Found(
        decoded[: len(kept)],
        np.array([named.code[each.name] for each in kept], np.uint8),
        named.classes,
        np.array([each.part for each in kept], dtype=object),
        notes + skipped.notes(),
    )


def _placed(
    images: Sequence[Entry], tables: Sequence[Entry], source: str
) -> tuple[list[Placed], list[Entry], list[str]]:
    """The images with their places, those that have none, and what the user should know.

    Folders that are called as expressions are, or that lie in parts, are the classes whatever a
    table says; other folders are so if no table has nearly all images and a column of labels.
    """
    listed = place_listed(images, tables) if tables else None
    try:
        placed, outside = place(images, source)
    except FerError:
        if listed is None:
            raise
        return listed.placed, listed.outside, []
    if listed is None:
        return placed, outside, []
    told = ", ".join(listed.tables)
    by_folder = {each.name for each in placed}
    if by_folder == {each.name for each in listed.placed}:
        return placed, outside, []
    sure = listed.labelled and len(listed.placed) >= MOSTLY * len(images)
    if sure and not any(each.part for each in placed) and not any(map(class_of, by_folder)):
        return listed.placed, listed.outside, [f"Classes are those of {told}, not the folders."]
    return placed, outside, [f"Classes are the folders; {told} was not used."]


def _one_of_each(placed: Sequence[Placed], options: Options) -> dict[str, np.ndarray]:
    """The first image of each class that can be read, by the source's own name."""
    found: dict[str, np.ndarray] = {}
    for each in placed:
        if each.name not in found:
            with suppress(UnreadableError):
                found[each.name] = decoding.pixels(each.entry, options.fit)
    return found


def _face(entry: Entry) -> np.ndarray | None:
    """The largest face of a photo, as the models see it; None where there is none."""
    # Detectors are of no use to whoever brings faces that are cut out already.
    from fer.faces import find_faces

    faces = find_faces(decoding.colours(entry))
    if not faces:
        return None
    return max(faces, key=lambda face: face.box[2] * face.box[3]).crop
