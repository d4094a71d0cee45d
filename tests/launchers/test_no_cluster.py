"""A cluster that is not there, and Ray that is not installed, are sentences."""

import socket
import sys
from collections.abc import Iterator

import pytest

from fer.errors import FerError
from fer.launchers import LAUNCHERS, Place, Work, chosen, cluster


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An address that nobody answers at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    monkeypatch.setenv("FER_LAUNCHER", "ray")
    monkeypatch.setenv("RAY_ADDRESS", address)
    cluster._answers.clear()
    yield address
    cluster._answers.clear()


def test_nobody_answers(nobody: str, tmp_path) -> None:
    ray, place = LAUNCHERS["ray"], Place("fer-1", heartbeat=0.0)
    work = Work("mine", "fer-1", "cpu", tmp_path / "log.txt")
    for ask in (
        lambda: ray.submit(work),
        lambda: ray.free([], "cpu"),
        lambda: ray.losses([place]),
        lambda: ray.cancel(place),
    ):
        with pytest.raises(FerError, match=f"No cluster answers at {nobody}: start its head"):
            ask()
    assert not ray.alive(place)
    assert ray.logs(place, tmp_path / "log.txt") == ""


@pytest.mark.parametrize("address", ["head:8265", "ray://head:8265", "auto", "http://h:8265/api"])
def test_what_is_no_address_is_said_at_once(
    address: str, nobody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_ADDRESS", address)
    with pytest.raises(FerError, match=f"must look like http://HEAD:8265, not '{address}'"):
        chosen()
    # A job finds there what Ray gave it.
    monkeypatch.setenv("FER_JOB", "fer-1")
    assert chosen().name == "ray"


def test_ray_is_not_installed(nobody: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster._url.cache_clear()
    monkeypatch.setattr(cluster, "_require_answer", lambda url: None)
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(FerError, match=r'pip install -e "\.\[ray\]"'):
        cluster.nodes()
