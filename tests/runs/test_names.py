"""One rule of names for listing and for finding, and the zoo's names are the zoo's."""

import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from unicodedata import normalize

import pytest

from fer import cli, launch, paths
from fer.errors import FerError
from fer.runs import (
    BrokenRun,
    Distillation,
    Run,
    Status,
    all_runs,
    create,
    delete,
    find,
    folder_of,
    free_name,
)
from fer.runs import status as run_status
from fer.runs.quoting import argument

MakeFolder = Callable[..., Path]

ODD = ("Größe 2", "x" * 200, "-odd", "a,b", "😀", "café", "A", "..two", "con:", "name's", "%41")


@pytest.fixture
def named(finished_folder: MakeFolder) -> Callable[[str], Path]:
    """Makes a finished run and gives its folder a name that no command would."""

    def make(name: str) -> Path:
        folder = finished_folder("plain")
        return folder.rename(folder.with_name(name))

    return make


@pytest.mark.parametrize("name", [name for name in ODD if name[0] != "."])
def test_what_is_listed_is_found_and_deleted(named: Callable, name: str) -> None:
    folder = named(name)
    (run,) = all_runs()
    assert isinstance(run, Run)
    assert run.name == name
    assert find(name).folder == folder_of(name) == folder
    delete(name)
    assert all_runs() == []
    assert list(paths.runs().iterdir()) == []


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_accents_are_the_same_in_either_form(named: Callable, form: str) -> None:
    folder = named(normalize(form, "café"))
    assert find(normalize("NFC", "café")).folder == folder
    assert find(normalize("NFD", "café")).folder == folder


def test_an_exact_name_comes_before_one_of_another_form(named: Callable) -> None:
    folders = {form: named(normalize(form, "é")) for form in ("NFC", "NFD")}
    for form, folder in folders.items():
        assert find(normalize(form, "é")).folder == folder


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../plain", "runs/plain", "/", ".hidden", "plain/", "plain\0", "Plain"]
)
def test_no_name_leads_elsewhere(finished_folder: MakeFolder, name: str) -> None:
    folder = finished_folder("plain")
    (folder.parent / ".hidden").mkdir()
    for ask in (find, folder_of, delete, launch.claim, launch.resume, launch.cancel):
        with pytest.raises(FerError, match="There is no run"):
            ask(name)
    assert folder.is_dir()


@pytest.mark.parametrize("name", [b"\xff\xfe", b"two\nlines", b"bell\a"])
def test_a_name_that_cannot_be_shown_is_broken(finished_folder: MakeFolder, name: bytes) -> None:
    folder = finished_folder("plain")
    try:
        os.rename(os.fsencode(folder), os.path.join(os.fsencode(folder.parent), name))
    except OSError:
        pytest.skip("this file system has no such names")
    (run,) = all_runs()
    assert isinstance(run, BrokenRun)
    assert "rename the folder" in run.reason
    run.name.encode()
    assert run.to_json()["run"].isprintable()
    with pytest.raises(FerError, match="is broken: its name"):
        find(run.name)
    delete(run.name)
    assert all_runs() == []


@pytest.mark.parametrize("name", ["-odd", "two words", "name's", "$HOME", "plain"])
def test_a_command_in_a_sentence_takes_its_name(finished_folder: MakeFolder, name: str) -> None:
    folder = finished_folder("plain")
    folder = folder.rename(folder.with_name(name))
    run_status.write(folder, run_status.of_this_process())
    with pytest.raises(FerError, match=f"'{re.escape(name)}' is running") as refused:
        delete(name)
    assert f"`python -m fer runs cancel {argument(name)}`" in str(refused.value)
    assert cli.main(["runs", "show", *shlex.split(argument(name))]) == 0


def test_links_to_folders_are_runs_and_links_to_nothing_none(
    finished_folder: MakeFolder, tmp_path: Path
) -> None:
    folder = finished_folder("elsewhere").rename(tmp_path / "elsewhere")
    (paths.runs() / "linked").symlink_to(folder)
    (paths.runs() / "gone").symlink_to(tmp_path / "nothing")
    (paths.runs() / "loop").symlink_to("loop")
    (paths.runs() / "file").touch()
    assert [run.name for run in all_runs()] == ["linked"]
    assert isinstance(find("linked"), Run)
    delete("linked")
    assert all_runs() == []
    assert (folder / "config.json").exists()


@pytest.fixture
def both(finished_folder: MakeFolder) -> Path:
    """The zoo has `kept`; the user's folder of that name, another epoch long, is returned."""
    paths.ZOO.mkdir(parents=True)
    finished_folder("kept").rename(paths.ZOO / "kept")
    own = finished_folder("other", epochs=3)
    return own.rename(own.with_name("kept"))


def test_a_zoo_runs_name_is_its_own(both: Path) -> None:
    zoo, own = all_runs()
    assert isinstance(zoo, Run)
    assert zoo.zoo
    assert find("kept") == zoo
    assert isinstance(own, BrokenRun)
    assert own.folder == both
    assert own.reason == "the zoo has a run of this name: rename the folder."
    assert launch.own_runs() == []
    both.rename(both.with_name("mine"))
    assert find("mine").config.recipe.epochs == 3


def test_a_folder_with_a_zoo_runs_name_is_deleted_and_the_zoo_stays(both: Path, new_run) -> None:
    pupil = new_run("pupil", distillation=Distillation("kept"))
    run_status.write(pupil.folder, Status("cancelled"))
    delete("kept")
    assert not both.exists()
    assert find("kept").zoo
    with pytest.raises(FerError, match="belongs to the zoo"):
        delete("kept")


def test_no_new_run_takes_a_zoo_runs_name(both: Path) -> None:
    config = find("kept").config
    with pytest.raises(FerError, match="There is a run 'kept' already: choose another name"):
        create(config)
    delete("kept")
    with pytest.raises(FerError, match="There is a run 'kept' already"):
        create(config)
    assert free_name("kept") == "kept-2"
    assert not both.exists()
