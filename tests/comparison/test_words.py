import pandas as pd

from fer.comparison.words import describe, headline
from fer.runs import Distillation
from fer.runs.run import WEIGHTS

FRAME = pd.DataFrame(
    [("large", 1000, 0.7, 0.1), ("small", 100, 0.6, 0.2), ("other", 90, 0.5, 0.05)],
    columns=["run", "parameters", "private", "lost"],
)


def test_the_headline_tells_the_best_and_the_best_small_run() -> None:
    assert headline(FRAME, "private") == (
        "Accuracy on private: **large** is first with 70.0% and 1,000 parameters; **small** keeps "
        "60.0% with 100, 10 times fewer."
    )
    assert "**other** is first with 5.0% and 90" in headline(FRAME, "lost")
    assert headline(FRAME[:1], "private").endswith("and no run is smaller.")
    assert headline(FRAME[:0], "private") is None


def test_a_student_says_when_its_teacher_was_trained_anew(finished_run) -> None:
    master = finished_run("master")
    pupil = finished_run("pupil", distillation=Distillation("master"))
    assert "an earlier teacher" not in describe(pupil)
    (master.folder / WEIGHTS).write_bytes(b"others")
    assert "an earlier teacher" in describe(pupil)
