from fer.comparison.words import describe
from fer.runs import Distillation
from fer.runs.run import WEIGHTS


def test_a_student_says_when_its_teacher_was_trained_anew(finished_run) -> None:
    master = finished_run("master")
    pupil = finished_run("pupil", distillation=Distillation("master"))
    assert "an earlier teacher" not in describe(pupil)
    (master.folder / WEIGHTS).write_bytes(b"others")
    assert "an earlier teacher" in describe(pupil)
