import pandas as pd
import pytest

from fer import comparison, paths
from fer.claims import contents
from fer.claims.conclusion import conclusion, within_powers
from fer.claims.sections import judged
from fer.runs import all_runs, find
from fer.runs import status as run_status

REAL_ZOO = paths.ZOO


@pytest.fixture
def zoo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "ZOO", REAL_ZOO)


def here() -> list:
    return comparison.on_fer2013(comparison.finished(all_runs()))


def test_five_lines_follow_from_the_runs(zoo: None) -> None:
    runs = here()
    lines = conclusion(runs, judged(runs))
    assert len(lines) == 5
    rows = comparison.beside_report(runs).set_index("run")
    for run, gap in rows["more, private"].items():
        line = lines[0] if gap > 0 else lines[1]
        assert f"{run} {gap:+.1f}" in line
    assert f"{find('cnn-0.06').metrics['splits']['private']['accuracy']:.1%}" in lines[2]
    assert "seed" in lines[3]
    for judgement in judged(runs):
        assert str(judgement.claim.number) in lines[4]


def test_without_runs_every_line_says_so() -> None:
    lines = conclusion([], judged([]))
    assert len(lines) == 5
    assert "none of its networks is trained" in lines[0]
    assert "runs are missing" in lines[4]


def test_the_best_within_a_power_of_ten_is_chosen_on_validation() -> None:
    frame = pd.DataFrame(
        {
            "run": ["a", "b", "c"],
            "parameters": [9_000, 50_000, 400_000],
            "validation": [0.5, 0.7, 0.6],
            "private": [0.9, 0.6, 0.8],
        }
    )
    best = within_powers(frame)
    assert {limit: row["run"] for limit, row in best.items()} == {1e4: "a", 1e5: "b"}
    assert within_powers(frame.iloc[:0]) == {}


def test_verdicts_are_worked_out_again_only_for_other_files(finished_folder) -> None:
    folders = [finished_folder("one"), finished_folder("other")]
    runs = comparison.finished(all_runs())
    first = contents(runs)
    assert contents(comparison.finished(all_runs())) is first
    run_status.write(folders[0], run_status.Status("finished", epoch=2, step=1))
    assert contents(comparison.finished(all_runs())) is not first
