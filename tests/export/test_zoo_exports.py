"""What was measured of the zoo's exports, and that the README tells it."""

import pytest

from fer.export import measured
from fer.paths import REPOSITORY
from fer.runs import Run
from fer.runs.run import read

ZOO = REPOSITORY / "artifacts" / "zoo"
RUNS = [
    run
    for folder in sorted(ZOO.iterdir())
    if (folder / measured.EXPORTS).exists() and isinstance(run := read(folder), Run)
]
IN_README = ("mobilenet-63k-distilled", "cnn-61k")


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_what_a_format_costs_in_accuracy(run: Run) -> None:
    trained = run.metrics["splits"]["private"]["accuracy"]
    for row in measured.measured(run):
        lost = trained - row["splits"]["private"]["accuracy"]
        match row["quantize"]:
            case None:
                assert row["largest_difference"] < 1e-4
                assert lost == pytest.approx(0, abs=1e-9)
            case "float16":
                assert abs(lost) <= 0.002
            case "int8":
                assert lost <= 0.01


@pytest.mark.parametrize("name", IN_README)
def test_the_readme_tells_what_was_measured(name: str) -> None:
    run = read(ZOO / name)
    if not measured.measured(run):
        pytest.skip("its weights have changed: python -m fer export --measure, then --table")
    lines = measured.table([run]).splitlines()
    assert set(lines) <= set((REPOSITORY / "README.md").read_text(encoding="utf-8").splitlines())
