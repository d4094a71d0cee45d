"""Two thousand runs: a page must stay quick after they were read once."""

import json
import shutil
import time

from fer import comparison
from fer.charts.scatter import scatter
from fer.runs import all_runs
from fer.runs.run import CONFIG, HISTORY, METRICS, PREDICTIONS, WEIGHTS
from fer.runs.status import FILE

RUNS = 2000
SECONDS = 0.5


def test_two_thousand_runs_are_drawn_again_in_half_a_second(finished_run) -> None:
    run = finished_run("run-0")
    config = json.loads((run.folder / CONFIG).read_text())
    for number in range(1, RUNS):
        folder = run.folder.with_name(f"run-{number}")
        folder.mkdir()
        for name in (METRICS, HISTORY, FILE):
            shutil.copyfile(run.folder / name, folder / name)
        for name in (WEIGHTS, PREDICTIONS):
            (folder / name).touch()
        config |= {"run": folder.name, "seed": number % 3}
        config["recipe"]["epochs"] = 1 + number // 3
        (folder / CONFIG).write_text(json.dumps(config))

    def draw() -> int:
        frame = comparison.table(comparison.finished(all_runs()))
        points = comparison.points(frame, "private")
        scatter(points, "parameters", "private", line=True).to_json()
        return len(frame)

    assert draw() == RUNS
    seconds = []
    for _ in range(3):
        begun = time.perf_counter()
        draw()
        seconds.append(time.perf_counter() - begun)
    assert min(seconds) < SECONDS
