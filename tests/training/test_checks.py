"""What a worker must see before it trains: the data set, and the teachers it is made for."""

import shutil
from collections.abc import Callable

import pytest

from fer import launch, paths
from fer.errors import FerError
from fer.launch import claims
from fer.runs import Distillation, Run, find, folder_of
from fer.runs.run import WEIGHTS
from fer.training import session

Make = Callable[..., Run]


@pytest.fixture
def student(new_run: Make, finished_run: Make) -> str:
    """A queued run that was made for a teacher."""
    finished_run("old")
    config = new_run("draft", distillation=Distillation("old")).config
    launch.delete("draft")
    claims.create(config)
    return config.run


def fails(name: str, sentence: str) -> None:
    with pytest.raises(FerError, match=sentence):
        session.train(find(name))
    assert find(name).status.state == "failed"
    assert find(name).status.message


def test_a_data_set_that_is_not_there(new_run: Make) -> None:
    new_run("mine")
    shutil.rmtree(paths.data() / "squares")
    fails("mine", "There is no data set 'squares'")


def test_teachers_that_are_not_there_or_are_others(student: str) -> None:
    assert find(student).config.teacher_weights == (find("old").weights_hash(),)
    path = folder_of("old") / WEIGHTS
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    fails(student, "The weights of the teacher 'old' are not those that 'draft' was made for")
    path.unlink()
    fails(student, "'old'")
