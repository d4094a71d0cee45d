import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest

from fer import paths
from fer.errors import FerError
from fer.runs import BrokenRun, Distillation, Run, Status, all_runs, create, delete, find, free_name
from fer.runs import run as run_files
from fer.runs import status as run_status
from fer.runs.run import PREDICTIONS, WEIGHTS, read

NewRun = Callable[..., Run]


def test_a_new_run_is_queued(new_run: NewRun) -> None:
    run = new_run("first")
    assert run.status.state == "queued"
    assert run.metrics is None
    assert run.history() == []
    assert [each.name for each in all_runs()] == ["first"]


def test_a_name_is_taken_once(new_run: NewRun) -> None:
    run = new_run("first")
    with pytest.raises(FerError, match="already"):
        create(run.config)
    assert free_name("first") == "first-2"


@pytest.mark.parametrize("name", ["", "../up", "A", ".hidden", "a/b", "x" * 90])
def test_a_bad_name_is_a_sentence(new_run: NewRun, name: str) -> None:
    with pytest.raises(FerError, match="cannot name a run"):
        new_run(name)
    with pytest.raises(FerError, match="no run"):
        find(name)


@pytest.mark.parametrize("file", ["config.json", "status.json"])
@pytest.mark.parametrize("text", ["", "[]", "{", '{"schema_version": 1}'])
def test_a_damaged_folder_is_broken_and_stops_nothing(
    new_run: NewRun, file: str, text: str
) -> None:
    new_run("good")
    bad = new_run("bad")
    (bad.folder / file).write_text(text)
    runs = {run.name: run for run in all_runs()}
    assert isinstance(runs["good"], Run)
    assert isinstance(runs["bad"], BrokenRun)
    assert runs["bad"].reason
    with pytest.raises(FerError, match="broken"):
        find("bad")
    delete("bad")


def test_a_finished_run_must_be_complete(new_run: NewRun) -> None:
    run = new_run()
    run_status.write(run.folder, Status("finished"))
    broken = run_files.read(run.folder)
    assert isinstance(broken, BrokenRun)
    assert "lacks metrics.json" in broken.reason


def test_a_dead_process_is_seen_as_dead(new_run: NewRun) -> None:
    run = new_run()
    process = os.getppid()
    started = psutil.Process(process).create_time()
    run_status.write(run.folder, Status("running", process=process, started=started))
    assert find("tiny").status.state == "running"
    # The same process id, given to another program later.
    run_status.write(run.folder, Status("running", process=process, started=started - 60))
    assert find("tiny").status.state == "interrupted"
    run_status.write(run.folder, Status("running", process=2**22 + 1, started=started))
    assert find("tiny").status.state == "interrupted"
    assert find("tiny").status.resumable


def test_a_training_outlives_a_change_of_the_clock(new_run: NewRun) -> None:
    run = new_run()
    before = replace(run_status.of_this_process(), started=1.0)
    run_status.write(run.folder, before)
    assert find("tiny").status.state == "running"


def test_the_zoo_and_running_runs_are_not_deleted(new_run: NewRun) -> None:
    run = new_run("kept")
    paths.ZOO.mkdir()
    run.folder.rename(paths.ZOO / "kept")
    with pytest.raises(FerError, match="zoo"):
        delete("kept")
    busy = new_run("busy")
    run_status.write(busy.folder, run_status.of_this_process())
    with pytest.raises(FerError, match="running"):
        delete("busy")


def test_a_teacher_stays_while_it_is_learnt_from(new_run: NewRun) -> None:
    new_run("master")
    new_run("helper")
    lesson = Distillation("master", more_teachers=("helper",))
    run_status.write(new_run("pupil", distillation=lesson).folder, Status("cancelled"))
    for name in ("master", "helper"):
        with pytest.raises(FerError, match="'pupil' learns from"):
            delete(name)
    run_status.write(find("pupil").folder, Status("finished"))
    delete("helper")


def test_a_damaged_history_is_a_sentence(new_run: NewRun) -> None:
    run = new_run()
    (run.folder / "history.csv").write_text("epoch,loss\n1,x\n")
    with pytest.raises(FerError, match=r"history\.csv lacks learning_rate"):
        run.history()


def test_json_has_the_names_of_the_contract(new_run: NewRun) -> None:
    shown = json.loads(json.dumps(new_run().to_json()))
    assert {
        "run", "state", "preset", "family", "width", "parameters", "macs", "channels", "data",
        "teacher", "seed", "recipe", "splits",
    } <= set(shown)  # fmt: skip


def test_a_run_of_the_zoo_may_lack_its_weights(finished_folder: Callable[..., Path]) -> None:
    folder = finished_folder("light")
    (folder / WEIGHTS).unlink()
    assert "lacks model.safetensors" in read(folder).reason
    paths.ZOO.mkdir()
    folder.rename(paths.ZOO / "light")
    run = find("light")
    assert run.metrics["splits"]["private"]["n"] == 35
    for ask in (run.weights, run.weights_hash):
        with pytest.raises(FerError, match="not shipped"):
            ask()


def test_which_images_have_a_twin_is_told_by_runs_that_say_so(finished_run: NewRun) -> None:
    run = finished_run()
    assert run.twins("private").shape == run.predictions("private")[1].shape
    assert not run.twins("private").any()
    with np.load(run.folder / PREDICTIONS) as file:
        kept = {name: array for name, array in file.items() if not name.endswith("twins")}
    np.savez(run.folder / PREDICTIONS, **kept)
    with pytest.raises(FerError, match="does not say which images have twins"):
        find("tiny").twins("private")
