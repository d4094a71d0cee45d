"""How long Compare takes to draw itself again when there are thousands of runs.

Machines differ several times in speed, so the times are also given in plain Python loops of three
million steps, timed in the same turns.
"""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from fer import comparison, paths
from fer.errors import FerError
from fer.runs import Run, all_runs
from fer.runs import run as run_files
from fer.runs import status as run_status

RUNS = 2000
SEEDS = 3
ROUNDS = 5
LOOP = 3_000_000
APP, COMPARE = paths.REPOSITORY / "app.py", "pages/1_Compare.py"


def measure(runs: int = RUNS, rounds: int = ROUNDS) -> dict[str, Any]:
    """Time Compare with copies of a finished run.

    Args:
        runs: How many copies.
        rounds: Turns of each thing; the medians count.

    Returns:
        What `fer bench --pages --json` prints: `runs`, and of each thing its seconds and its
        `loops` (seconds as a multiple of the plain loop's): `plots`, the table and the plot from
        the run folders; `compare`, the whole page's script after a control was changed.

    Raises:
        FerError: There is no finished run to copy.
    """
    finished = comparison.finished(all_runs())
    if not finished:
        raise FerError("There is no finished run to make copies of: train one first.")
    with scratch():
        add_runs(finished[0], runs, SEEDS)
        works = {"loop": _loop, "plots": _draw, "compare": _page()}
        for work in works.values():
            work()
        times: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(rounds):
            for name, work in works.items():
                begun = time.perf_counter()
                work()
                times[name].append(time.perf_counter() - begun)
    seconds = {name: median(taken) for name, taken in times.items()}
    return {
        "runs": runs,
        **{
            name: {"seconds": taken, "loops": taken / seconds["loop"]}
            for name, taken in seconds.items()
        },
    }


def add_runs(run: Run, count: int, seeds: int) -> None:
    """Add copies of a finished run to the user's own, `seeds` of each setting."""
    config = json.loads((run.folder / run_files.CONFIG).read_text())
    # Older folders say less of a run; a copy is of today.
    config = run.config.from_json(config).to_json()
    for number in range(count):
        folder = paths.runs() / f"copy-{number}"
        folder.mkdir(parents=True)
        for name in (run_files.METRICS, run_files.HISTORY, run_status.FILE):
            shutil.copyfile(run.folder / name, folder / name)
        for name in (run_files.WEIGHTS, run_files.PREDICTIONS):
            _share(run.folder / name, folder / name)
        config |= {"run": folder.name, "seed": number % seeds}
        config["recipe"]["epochs"] = 100 + number // seeds
        (folder / run_files.CONFIG).write_text(json.dumps(config))


def _share(source: Path, target: Path) -> None:
    """Give a file a second name, or a copy where the disk knows no such thing."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


@contextmanager
def scratch() -> Iterator[None]:
    """A place for runs that is gone afterwards."""
    before = os.environ.get("FER_ARTIFACTS")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FER_ARTIFACTS"] = folder
        try:
            yield
        finally:
            if before is None:
                del os.environ["FER_ARTIFACTS"]
            else:
                os.environ["FER_ARTIFACTS"] = before


def _loop() -> None:
    for _ in range(LOOP):
        pass


def _draw() -> None:
    # Not every machine that trains has Plotly.
    from fer.views.compare.columns import table_of
    from fer.views.compare.content import content, notes_of
    from fer.views.compare.figure import drawn
    from fer.views.compare.state import View

    runs = comparison.finished(all_runs())
    view = View()
    said, _ = notes_of(runs)
    shown = content(runs, said, view, {})
    drawn(shown, view, (), True, None).to_json()
    table_of(shown, said, view)


def _page() -> Callable[[], None]:
    """The page's script, in Streamlit's test runner, with another measure at each call."""
    from streamlit.testing.v1 import AppTest

    page = AppTest.from_file(str(APP), default_timeout=600).switch_page(COMPARE).run()

    def change() -> None:
        measure = page.selectbox(key="compare_measure")
        measure.select("public" if measure.value != "public" else "private").run()

    return change
