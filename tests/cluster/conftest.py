"""A real Ray cluster on this machine: a head without cores, and two nodes of one core each."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from fer.errors import FerError
from fer.launchers import cluster

PATIENCE = 600.0
"""Seconds to wait for anything, as the machine may be busy."""
MARK = "FER_TEST_CLUSTER"
"""An environment variable that all processes of the cluster have, and their trainings."""


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def marked(mark: str) -> list[psutil.Process]:
    """The processes that came of a cluster."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


@pytest.fixture(scope="session")
def head() -> Iterator[str]:
    """The address of the cluster's Jobs API; nothing of it is left behind."""
    mark, port, page = uuid4().hex, free_port(), free_port()
    # Short, as a socket's path may have 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="fer-ray-"))
    environment = {**os.environ, MARK: mark, "RAY_USAGE_STATS_ENABLED": "0"}
    small = "--object-store-memory=78643200"
    ray = str(Path(sys.prefix) / "bin" / "ray")
    with (folder / "started.txt").open("wb") as log:

        def start(*options: str) -> subprocess.Popen:
            command = [ray, "start", "--block", small, *options]
            return subprocess.Popen(
                [*command, f"--dashboard-agent-listen-port={free_port()}"],
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

        started: list[subprocess.Popen] = []
        address = f"http://127.0.0.1:{page}"
        try:
            of_head = [f"--port={port}", f"--dashboard-port={page}", f"--temp-dir={folder}"]
            of_head += [f"--ray-client-server-port={free_port()}", "--include-dashboard=true"]
            joins = [f"--address=127.0.0.1:{port}", "--num-cpus=1"]
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("RAY_ADDRESS", address)
                # One after the other: at once they would take the same ports.
                for options in (["--head", "--num-cpus=0", *of_head], joins, joins):
                    started.append(start(*options))
                    wait_until(lambda: _nodes(started) == len(started))
            yield address
        finally:
            # The head last, as a node that has none takes long to leave.
            for process in reversed(started):
                process.terminate()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=60)
            left = _left(mark)
            for process in left:
                process.kill()
            for process in started:
                process.wait()
            shutil.rmtree(folder, ignore_errors=True)
    assert left == []


def _nodes(started: list[subprocess.Popen]) -> int:
    """How many nodes the cluster has, whose processes are to go on."""
    assert all(process.poll() is None for process in started), "a node ended"
    cluster._answers.clear()
    try:
        return len(cluster.nodes())
    except FerError:
        return 0


def _left(mark: str) -> list[psutil.Process]:
    """What is still there after some patience."""
    deadline = time.monotonic() + 60
    while (left := marked(mark)) and time.monotonic() < deadline:
        time.sleep(0.5)
    return left


@pytest.fixture
def ray(head: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Lets trainings be jobs of the cluster."""
    monkeypatch.setenv("FER_LAUNCHER", "ray")
    monkeypatch.setenv("RAY_ADDRESS", head)
    monkeypatch.delenv("FER_JOBS", raising=False)
    cluster._answers.clear()
    return head
