from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from fer.claims import sections
from fer.published import SMALL_STUDENT
from fer.runs import Distillation, Run
from fer.runs.run import WEIGHTS
from tests.claims.made import CNN


def test_the_student_is_said_to_have_learnt_from_a_teacher_that_was_replaced(
    finished_run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = ["run", "parameters", "ours, private"]
    rows = pd.DataFrame([("teacher", 1000, 0.7), (SMALL_STUDENT, 10, 0.6)], columns=columns)
    monkeypatch.setitem(sections.__globals__, "beside_report", lambda runs: rows)
    runs = [
        finished_run("teacher"),
        finished_run(SMALL_STUDENT, distillation=Distillation("teacher")),
    ]
    before = sections(runs)[0].text
    assert "100 times as many parameters: 10.0 points more." in before
    assert "It learnt from" not in before
    (runs[0].folder / WEIGHTS).write_bytes(b"others")
    assert sections(runs)[0].text == before + " It learnt from an earlier teacher."


def test_what_is_trained_for_a_claim_alone_is_not_in_the_figure_of_its_family(make) -> None:
    usual = [make("plain", 0.6, CNN), make("taught", 0.6, replace(CNN, distilled=True))]
    bare = make("bare", 0.5, replace(CNN, augmented=False))
    before, after = (sections(runs)[2] for runs in (usual, [*usual, bare]))
    assert "left out" not in before.text
    assert "left out" in after.text
    assert len(after.figure.data) == len(before.figure.data)
    assert "bare" not in after.figure.to_json()
