import pytest

from fer import paths
from fer.errors import FerError
from fer.runs import find
from fer.runs.notes import NOTES, Notes, notes, write_notes


def test_what_is_said_is_read_back(new_run) -> None:
    run = new_run()
    assert notes(run) == Notes()
    said = Notes("two\nlines", ("good", "small"), archived=True)
    write_notes(run, said)
    assert notes(run) == said


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"note": 3}', '{"tags": "a"}', '{"archived": 1}', '{"more": 1}']
)
def test_a_damaged_file_is_named(new_run, content: str) -> None:
    run = new_run()
    (run.folder / NOTES).write_text(content)
    with pytest.raises(FerError, match=r"notes\.json"):
        notes(run)


def test_what_cannot_be_kept_is_refused(new_run) -> None:
    run = new_run()
    for said in (Notes("x" * 3000), Notes(tags=("y" * 50,)), Notes(tags=("z",) * 21)):
        with pytest.raises(FerError, match=r"notes|tags"):
            write_notes(run, said)
    assert not (run.folder / NOTES).exists()


def test_the_zoo_keeps_none(new_run) -> None:
    run = new_run("shipped")
    paths.ZOO.mkdir(parents=True)
    run.folder.rename(paths.ZOO / "shipped")
    with pytest.raises(FerError, match="belongs to the zoo"):
        write_notes(find("shipped"), Notes("mine"))
