"""What loads TensorFlow takes seconds and half a gigabyte: only what needs it may."""

import json
import subprocess
import sys

from fer.cli import COMMANDS

LIGHT = (
    "fer", "fer.data", "fer.models", "fer.runs", "fer.evaluation", "fer.comparison", "fer.claims",
    "fer.published", "fer.planning", "fer.estimate", "fer.launch", "fer.launchers",
    "fer.faces", "fer.prediction", "fer.export",
    "fer.charts.scatter", "fer.charts.pairs", "fer.charts.training", "fer.cli",
    *(f"fer.cli.{command}" for command in COMMANDS),
)  # fmt: skip
HEAVY = ("tensorflow", "keras", "torch", "mtcnn", "streamlit", "litert_torch", "ray")


def test_importing_loads_nothing_heavy() -> None:
    # One after the other in one process, so that each is told what it alone brings.
    code = (
        "import importlib, json, sys\n"
        f"light, heavy, found = {LIGHT!r}, {HEAVY!r}, {{}}\n"
        "for module in light:\n"
        "    before = set(sys.modules)\n"
        "    importlib.import_module(module)\n"
        "    found[module] = sorted(set(heavy) & (set(sys.modules) - before))\n"
        "print(json.dumps(found))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {module: [] for module in LIGHT}


def test_an_interrupt_while_the_program_loads_is_a_line() -> None:
    code = (
        "import runpy, sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'fer.cli':\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "runpy.run_module('fer', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "fer: interrupted\n")
