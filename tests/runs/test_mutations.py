"""Three hundred ways of damaging a finished run, none of which stops anything."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

from fer import comparison
from fer.errors import FerError
from fer.runs import Run, all_runs
from fer.runs.run import CONFIG, HISTORY, METRICS, PREDICTIONS
from fer.runs.status import FILE
from fer.schema import FER2013

MUTATIONS, SEED = 300, 19
FILES = (METRICS, CONFIG, FILE, HISTORY, PREDICTIONS)
VALUES = (
    b"NaN", b"-Infinity", b"1e999", b"-1", b"0", b"1" + b"0" * 400, b"true", b"null", b'"high"',
    b"[]", b"{}", b"[[[[[[[[[[1]]]]]]]]]]", b"[" * 3000, b'"\\ud800"', b"\xff", b"\0", b",", b"",
)  # fmt: skip


def damaged(content: bytes, draw: random.Random) -> bytes:
    """`content` with a value, a line, a byte or a part of it changed."""
    kind = draw.randrange(6)
    start = draw.randrange(len(content))
    stop = min(len(content), start + draw.choice((1, 1, 4, 40)))
    if kind == 0:
        return content[:start]
    if kind == 1:
        return content[:start] + draw.randbytes(stop - start) + content[stop:]
    if kind == 2:
        return content[:start] + content[stop:]
    if kind == 3:
        return content[:stop] + content[start:]
    # A whole value, so that the rest can still be read.
    ends = [place for place, byte in enumerate(content) if byte in b",:\n]}"]
    place = draw.randrange(len(ends) - 1) if len(ends) > 1 else 0
    first, last = (ends[place] + 1, ends[place + 1]) if len(ends) > 1 else (start, stop)
    return content[:first] + draw.choice(VALUES) + content[last:]


def ask(run: Run) -> int:
    """Ask all there is to ask of a run's files; how many answers were what is wrong with them."""
    questions = [
        run.history,
        *(lambda split=split: run.predictions(split) for split in FER2013.splits),
    ]
    refused = 0
    for question in questions:
        try:
            question()
        except FerError:
            refused += 1
    return refused


def test_no_damage_stops_anything(finished_folder: Callable[..., Path], tmp_path: Path) -> None:
    finished_folder("good")
    folder = finished_folder("bad")
    right = shutil.copytree(folder, tmp_path / "right")
    draw = random.Random(SEED)
    broken = 0
    for _ in range(MUTATIONS):
        name = draw.choice(FILES)
        content = (right / name).read_bytes()
        (folder / name).write_bytes(damaged(content, draw))
        runs = all_runs()
        finished = comparison.finished(runs)
        assert [run.name for run in runs] == ["bad", "good"]
        if len(finished) == 1:
            broken += 1
        else:
            assert len(comparison.table(finished)) == 2
            # A run was not asked about `train`, and has an answer to all the rest.
            assert [ask(run) for run in finished] == [1, 1]
        ask(Run(folder, finished[-1].config, finished[-1].status, None))
        shutil.copyfile(right / name, folder / name)
    assert broken > MUTATIONS / 2
    assert len(comparison.finished(all_runs())) == 2
