"""What cannot stand in `history.csv`, and what is no file at all."""

import os
from pathlib import Path

import pytest

from fer.errors import FerError
from fer.runs import Status, all_runs
from fer.runs import status as run_status
from fer.runs.run import CONFIG, HISTORY, METRICS, PREDICTIONS, WEIGHTS
from fer.runs.status import FILE

HEADER = "epoch,learning_rate,loss,accuracy,val_loss,val_accuracy,seconds,images_per_second\n"
ROW = "1,0.1,2,0.5,2,0.5,3,100\n"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", " lacks epoch, learning_rate, loss"),
        (HEADER, " has no epoch."),
        (HEADER.replace("val_loss,", "") + ROW, " lacks val_loss."),
        (HEADER + "1,2\n", ", row 1 has 2 values, not 8."),
        (HEADER + ROW.replace(",2,", ",nan,", 1), ", row 1: loss must be a number, not nan."),
        (HEADER + ROW.replace(",3,", ",inf,"), ", row 1: seconds must be a number from 0"),
        (HEADER + ROW.replace(",3,", ",-3,"), ", row 1: seconds must be a number from 0"),
        (
            HEADER + ROW.replace("0.5", "high", 1),
            ", row 1: accuracy must be a number from 0 to 1, not",
        ),
        (HEADER + ROW.replace("0.5", "1.5", 1), ", row 1: accuracy must be"),
        (HEADER + ROW.replace("100", "0"), ", row 1: images_per_second must be"),
        (HEADER + ROW.replace("100", "9" * 100_000), ", row 1: images_per_second must be"),
        (HEADER + ROW.replace("100", "9" * 1_000_000), " is not a table"),
        (HEADER + ROW + ROW, ", row 2: epoch must be 2, not 1."),
        (HEADER + ROW.replace("1", "0", 1), ", row 1: epoch must be 1, not 0."),
        (HEADER.encode() + b"\xff\xfe", " is not text in UTF-8"),
    ],
)
def test_history(folder: Path, reason, text: str | bytes, fault: str) -> None:
    (folder / HISTORY).write_bytes(text if isinstance(text, bytes) else text.encode())
    assert reason().startswith(f"{HISTORY}{fault}")


def test_an_unfinished_runs_history_is_a_sentence_when_it_is_asked_for(folder: Path) -> None:
    run_status.write(folder, Status("cancelled", epoch=1))
    (folder / HISTORY).write_text(HEADER + ROW.replace("0.1", "nan"))
    (run,) = all_runs()
    with pytest.raises(FerError, match=r"'bad' has no learning curve: history\.csv, row 1"):
        run.history()


FILES = (METRICS, CONFIG, FILE, HISTORY, PREDICTIONS, WEIGHTS)


@pytest.mark.parametrize("name", FILES)
def test_a_folder_is_no_file(folder: Path, reason, name: str) -> None:
    (folder / name).unlink()
    (folder / name).mkdir()
    assert reason() == f"{name} is no plain file."


@pytest.mark.parametrize("name", FILES)
def test_a_link_to_itself(folder: Path, reason, name: str) -> None:
    (folder / name).unlink()
    (folder / name).symlink_to(name)
    assert reason().startswith(f"{name} cannot be read: ")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
def test_a_pipe_is_not_waited_for(folder: Path, reason) -> None:
    (folder / METRICS).unlink()
    os.mkfifo(folder / METRICS)
    assert reason() == "metrics.json is no plain file."


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads anything")
@pytest.mark.parametrize("name", FILES[:-1])
def test_an_unreadable_file(folder: Path, reason, name: str) -> None:
    (folder / name).chmod(0)
    assert reason().startswith(f"{name} ")


def test_a_file_that_may_not_be_read(folder: Path, reason, monkeypatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert reason() == "config.json cannot be read: Permission denied."
