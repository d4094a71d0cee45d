"""The Ray cluster at `RAY_ADDRESS`: its jobs and its machines, by Ray's own Jobs API."""

import os
import re
import socket
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from fer.errors import FerError
from fer.launchers.base import PREFIX

DEFAULT = "http://127.0.0.1:8265"
JOBS_SECONDS, NODES_SECONDS = 2.0, 10.0
"""How long what the cluster said is believed."""
ERROR_SECONDS = 15.0
"""How long it is left alone when it did not answer, as each question may take all of `PATIENCE`."""
PATIENCE = 5.0
"""Seconds in which its head must take a call; a page waits meanwhile."""
NEW = 30.0
"""Seconds in which a job that was just handed in may be unknown to an earlier answer."""

KEPT, AT_ONCE = 200, 20
"""Jobs that ended and stay in the cluster's list; how many others leave it at one question."""

_answers: dict[str, tuple[float, Any]] = {}
_asking = Lock()


def address() -> str:
    """Where the cluster's Jobs API is: `RAY_ADDRESS`, or Ray's default on this machine.

    Raises:
        FerError: The variable is no address of one.
    """
    place = os.environ.get("RAY_ADDRESS") or DEFAULT
    # A job finds there what Ray gave it.
    if "FER_JOB" not in os.environ and not re.fullmatch(r"https?://[^/\s]+/?", place):
        raise FerError(f"RAY_ADDRESS must look like http://HEAD:8265, not '{place}'.")
    return place


def submit(
    job: str,
    command: str,
    run: str,
    cores: int,
    gpus: float | None,
    variables: Mapping[str, str],
) -> None:
    """Hand in a job.

    Args:
        job: Its name, which no other has.
        command: A shell's.
        run: Whose it is, for people who look at Ray's own pages.
        cores: Cores that it asks for.
        gpus: GPUs that it asks for, if any.
        variables: Its environment variables.

    Raises:
        FerError: The cluster does not answer, or does not take it.
    """
    with _told(f"take '{run}'") as client:
        client.submit_job(
            entrypoint=command,
            submission_id=job,
            metadata={"run": run},
            runtime_env={"env_vars": dict(variables)},
            entrypoint_num_cpus=cores,
            entrypoint_num_gpus=gpus,
        )
    _answers.pop("jobs", None)


def goes_on(job: str | None, since: float, otherwise: bool) -> bool:
    """Whether a job waits or works.

    Args:
        job: Its name.
        since: When it last said something, in seconds since the epoch.
        otherwise: What to say where the cluster does not answer.
    """
    try:
        jobs = _jobs()
    except FerError:
        return otherwise
    if job not in jobs:
        return time.time() - since < NEW
    return _works(jobs[job])


def losses(jobs: Collection[str]) -> dict[str, str]:
    """How jobs ended, by name, without those that have not. To be asked while none is handed in.

    The oldest that ended are forgotten, so that the cluster's list stays short.

    Raises:
        FerError: The cluster does not answer.
    """
    if not isinstance(_answers.get("jobs", (0, None))[1], FerError):
        _answers.pop("jobs", None)
    known = _jobs()
    _forget_some(known, needed=set(jobs))
    return {job: _ended(known.get(job)) for job in jobs if not _works(known.get(job))}


def _forget_some(known: dict[str, Any], needed: set[str]) -> None:
    """Let the cluster forget the oldest of our jobs that ended, as it lists all of them each time.

    Args:
        known: Its jobs by name.
        needed: Those that somebody has still to be told about.
    """
    ended = [
        job
        for job, found in known.items()
        if job.startswith(PREFIX) and job not in needed and not _works(found)
    ]
    ended.sort(key=lambda job: known[job].end_time or 0)
    for job in ended[:-KEPT][:AT_ONCE]:
        # Another page may have been faster.
        with suppress(FerError), _told("forget a job") as client:
            client.delete_job(job)


def _works(found: Any) -> bool:
    return found is not None and not found.status.is_terminal()


def _ended(found: Any) -> str:
    if found is None:
        return "the cluster does not know its job"
    said = (found.message or "").strip().splitlines()
    return said[-1] if said else "its process ended"


def stop(job: str | None) -> None:
    """Ask a job to end.

    Raises:
        FerError: The cluster does not answer, or does not know it.
    """
    with _told("stop it") as client:
        client.stop_job(job)
    _answers.pop("jobs", None)


def logs(job: str | None) -> str:
    """What a job printed, as far as Ray keeps it; empty where it cannot be had."""
    try:
        with _told("show its log") as client:
            return client.get_job_logs(job)
    except FerError:
        return ""


def machine_of(job: str) -> str | None:
    """Ray's name of the node that a job works on, once it does.

    Raises:
        FerError: The cluster does not answer.
    """
    found = _jobs().get(job)
    return found and found.driver_node_id


def nodes() -> list[dict[str, float]]:
    """What each machine of the cluster has in all: `CPU`, `GPU` and more.

    Raises:
        FerError: The cluster does not answer.
    """

    def ask() -> list[dict[str, float]]:
        with _told("tell its machines"):
            # By an address that `_told` has found to be answered.
            from ray.util.state import list_nodes

            # Asked for the living alone, it fails once a machine has left: some were not told.
            found = list_nodes(_url(address()), limit=10_000, raise_on_missing_output=False)
            return [dict(node.resources_total) for node in found if node.state == "ALIVE"]

    return _kept("nodes", NODES_SECONDS, ask)


def _jobs() -> dict[str, Any]:
    """The cluster's jobs by name."""

    def ask() -> dict[str, Any]:
        with _told("tell its jobs") as client:
            return {job.submission_id: job for job in client.list_jobs() if job.submission_id}

    return _kept("jobs", JOBS_SECONDS, ask)


def _kept(what: str, seconds: float, ask: Any) -> Any:
    """An answer that is not older than `seconds`; that there is none is an answer too."""
    with _asking:
        at, answer = _answers.get(what, (0.0, None))
        believed = ERROR_SECONDS if isinstance(answer, FerError) else seconds
        if answer is None or time.monotonic() - at >= believed:
            try:
                answer = ask()
            except FerError as error:
                answer = error
            _answers[what] = time.monotonic(), answer
    if isinstance(answer, FerError):
        raise FerError(str(answer))
    return answer


@contextmanager
def _told(what: str) -> Iterator[Any]:
    """A client of the Jobs API; whatever goes wrong is a sentence.

    Raises:
        FerError: The cluster could not do `what`.
    """
    try:
        yield _client(address())
    except FerError:
        raise
    except Exception as error:
        # Ray's client raises plain RuntimeErrors, and those of what it is made of.
        said = (str(error) or type(error).__name__).strip().splitlines()[0]
        raise FerError(
            f"The cluster at {address()} did not {what} ({said}): see that this is the address of "
            "its Jobs API, which has port 8265 unless told otherwise."
        ) from error


def _client(place: str) -> Any:
    if "://" in place:
        _require_answer(place)
    return _made(_url(place))


def _require_answer(url: str) -> None:
    """Make sure that somebody is there at all, as Ray's client would wait for minutes."""
    parts = urlsplit(url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        socket.create_connection((parts.hostname or "", port), PATIENCE).close()
    except (OSError, ValueError) as error:
        raise FerError(
            f"No cluster answers at {url}: start its head (docs/cluster.md), or set RAY_ADDRESS."
        ) from error


@cache
def _made(url: str) -> Any:
    from ray.job_submission import JobSubmissionClient

    return JobSubmissionClient(url)


@cache
def _url(place: str) -> str:
    """The Jobs API's address; a worker knows the cluster by that of its store instead."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray.dashboard.utils
    except ImportError as error:
        raise FerError('Ray is not installed: run `pip install -e ".[ray]"`.') from error
    if "://" in place:
        return place
    try:
        return ray.dashboard.utils.ray_address_to_api_server_url(place)
    except Exception as error:
        raise FerError(f"No cluster answers at {place}: set RAY_ADDRESS anew.") from error
