"""Two pages, heads or workers that look at the queue at the same time."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from fer import paths
from fer.runs import Run, find

RUNS = 40
STARTER = """
import sys
from pathlib import Path
from fer import launch, launchers
from fer.launchers import Place
class Counting(launchers.local.Local):
    def submit(self, work):
        with Path(sys.argv[1]).open("a") as file:
            file.write(work.run + "\\n")
        return Place(work.job, "far", 1, 1.0)
launchers.LAUNCHERS["local"] = Counting()
print("ready", flush=True)
sys.stdin.readline()
launch.advance()
"""


def test_nothing_is_started_twice(new_run: Callable[..., Run], tmp_path: Path, monkeypatch) -> None:
    for number in range(RUNS):
        new_run(f"r{number}")
    monkeypatch.setenv("FER_JOBS", str(RUNS))
    started = tmp_path / "started.txt"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", STARTER, str(started)],
            cwd=paths.REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout.readline() == b"ready\n"
    for process in processes:
        process.stdin.write(b"\n")
        process.stdin.flush()
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    assert Counter(started.read_text().split()) == {f"r{number}": 1 for number in range(RUNS)}
    assert len({find(f"r{number}").status.job for number in range(RUNS)}) == RUNS
