"""The queue of a cluster that only seems to be there."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import pytest

from fer import launch, launchers
from fer.errors import FerError
from fer.launchers import Place, cluster
from fer.runs import Run, Status, find
from fer.runs import status as run_status
from fer.runs.progress import progress

NewRun = Callable[..., Run]


@dataclass
class Cluster:
    """Two machines of two cores, one with a GPU, and the jobs handed in."""

    jobs: dict[str, str] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)
    asked: list[dict] = field(default_factory=list)
    answers: bool = True

    def submit(self, job: str, run: str, **asked: object) -> None:
        if not self.answers:
            raise FerError("No cluster answers.")
        self.jobs[job] = run
        self.asked.append({"run": run} | asked)

    def losses(self, jobs: Iterable[str]) -> dict[str, str]:
        if not self.answers:
            raise FerError("No cluster answers.")
        return {job: self.lost[job] for job in jobs if job in self.lost}

    def goes_on(self, job: str, since: float, otherwise: bool) -> bool:
        return job not in self.lost if self.answers else otherwise

    def nodes(self) -> Sequence[dict[str, float]]:
        return [{"CPU": 2.0}, {"CPU": 2.0, "GPU": 1.0}]

    def stop(self, job: str) -> None:
        if not self.answers:
            raise FerError("No cluster answers.")
        self.stopped.append(job)


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Cluster:
    there = Cluster()
    for name in ("submit", "losses", "goes_on", "nodes", "stop"):
        monkeypatch.setattr(cluster, name, getattr(there, name))
    monkeypatch.setenv("FER_LAUNCHER", "ray")
    monkeypatch.delenv("FER_JOBS", raising=False)
    return there


def state(name: str) -> str:
    return find(name).status.state


def lose(there: Cluster, name: str) -> None:
    there.lost[find(name).status.job] = "its machine left"


def test_as_many_start_as_there_are_places(
    there: Cluster, new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c", "d", "e"):
        new_run(name)
        time.sleep(0.02)
    monkeypatch.setenv("FER_JOB_CPUS", "2")
    assert launch.advance() == ["a", "b"]
    monkeypatch.setenv("FER_JOB_CPUS", "1")
    assert launch.advance() == ["c", "d"]
    monkeypatch.setenv("FER_JOBS", "5")
    assert launch.advance() == ["e"]
    assert list(there.jobs.values()) == ["a", "b", "c", "d", "e"]
    first = there.asked[0]
    assert first["cores"] == 2
    assert first["gpus"] is None
    assert first["variables"]["TF_NUM_INTRAOP_THREADS"] == "2"
    assert first["variables"]["RAY_USAGE_STATS_ENABLED"] == "0"
    assert first["command"].endswith(" -m fer train --resume=a")
    assert find("a").status.launcher == "ray"
    assert find("a").status.host is None


def test_what_no_machine_has_room_for_is_said(
    there: Cluster, new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_run("a")
    monkeypatch.setenv("FER_JOB_CPUS", "8")
    with pytest.raises(FerError, match=r"has 8 cores \(the largest has 2\): add one"):
        launch.advance()
    monkeypatch.setattr(cluster, "nodes", lambda: [{"CPU": 0.0}])
    with pytest.raises(FerError, match=r"8 cores \(there are none for trainings\)"):
        launch.advance()
    assert state("a") == "queued"
    # A cluster may add machines by itself.
    monkeypatch.setenv("FER_JOBS", "1")
    assert launch.advance() == ["a"]


def test_what_waits_for_the_cluster_is_started_by_nobody_else(
    there: Cluster, new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_run("a")
    monkeypatch.delenv("FER_LAUNCHER")
    new_run("b")
    monkeypatch.setattr(launchers.LAUNCHERS["local"], "submit", lambda work: Place(work.job))
    assert launch.advance() == ["b"]
    assert launch.take_next("cpu") is None
    waits = progress(find("a").status, 2, before=0).text
    assert waits == "Queued for the cluster: starts where FER_LAUNCHER is ray"
    monkeypatch.setenv("FER_LAUNCHER", "ray")
    assert launch.advance() == ["a"]
    # Lost, it waits for the cluster again, whoever finds that out.
    lose(there, "a")
    assert launch.advance() == ["a"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("FER_JOBS", "0"), ("FER_JOB_CPUS", "x"), ("FER_JOB_GPUS", "2"), ("FER_JOB_MINUTES", "nan")],
)
def test_nothing_is_queued_with_a_wrong_setting(
    there: Cluster, new_run: NewRun, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(FerError, match=f"{name} must be"):
        new_run("a")
    assert launch.own_runs() == []
    assert there.jobs == {}


def test_a_run_that_waits_for_a_gpu_keeps_nobody_from_a_core(
    there: Cluster, new_run: NewRun
) -> None:
    for name in ("one", "two", "three"):
        run = new_run(name, engine="torch" if name != "three" else "tensorflow")
        if name != "three":
            path = run.folder / "config.json"
            path.write_text(path.read_text().replace('"device": "cpu"', '"device": "cuda"'))
        time.sleep(0.02)
    assert launch.advance() == ["one", "three"]
    assert [asked["gpus"] for asked in there.asked] == [1.0, None]


def test_a_lost_run_is_queued_again_three_times_and_then_fails(
    there: Cluster, new_run: NewRun
) -> None:
    run = new_run("unlucky")
    for attempt in (1, 2, 3, 4):
        assert launch.advance() == ["unlucky"]
        assert find("unlucky").status.attempt == attempt
        lose(there, "unlucky")
    assert launch.advance() == []
    status = find("unlucky").status
    assert status.state == "failed"
    assert "lost 4 times, the last time because its machine left" in status.message
    launch.resume("unlucky")
    assert run_status.written(run.folder).attempt == 1
    assert len(set(there.jobs)) == 5


def test_what_ended_meanwhile_is_not_lost(
    there: Cluster, new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = new_run("quick")
    launch.advance()

    def losses(jobs: Iterable[str]) -> dict[str, str]:
        # It ends between the reading of its status and the cluster's answer.
        status = run_status.written(run.folder)
        run_status.write(run.folder, Status("cancelled", job=status.job))
        return {status.job: "its process ended"}

    monkeypatch.setattr(cluster, "losses", losses)
    assert launch.advance() == []
    assert state("quick") == "cancelled"


def begin(name: str) -> None:
    """Let a run have begun on another machine."""
    run = find(name)
    run_status.write(run.folder, replace(run.status, process=7, host="far", epoch=3))


def test_a_cancelled_run_whose_worker_had_no_time_is_not_queued_again(
    there: Cluster, new_run: NewRun
) -> None:
    new_run("mine")
    launch.advance()
    begin("mine")
    launch.cancel("mine")
    lose(there, "mine")
    assert launch.advance() == []
    assert state("mine") == "cancelled"
    launch.resume("mine")
    lose(there, "mine")
    assert launch.advance() == ["mine"]


def test_a_worker_that_has_to_leave_hands_its_run_back(
    there: Cluster, new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    for cancelled in (True, False):
        run = new_run(f"cancelled-{cancelled}".lower())
        launch.advance()
        begin(run.name)
        if cancelled:
            launch.cancel(run.name)
        status = run_status.written(run.folder)
        # What a session leaves when its process is told to end.
        run_status.write(run.folder, replace(status, state="cancelled", process=None))
        with monkeypatch.context() as patch:
            patch.setenv("FER_JOB", status.job)
            launch.hand_back(run)
    after = find("cancelled-false").status
    assert (after.state, after.epoch, after.attempt) == ("queued", 3, 1)
    assert state("cancelled-true") == "cancelled"
    assert not (find("cancelled-true").folder / "stop.json").exists()


def test_cancel_reaches_the_cluster(there: Cluster, new_run: NewRun) -> None:
    pending, begun = new_run("pending"), new_run("begun")
    launch.advance()
    begin("begun")
    jobs = [run_status.written(run.folder).job for run in (pending, begun)]
    launch.cancel("pending")
    launch.cancel("begun")
    assert there.stopped == jobs
    # A worker that has begun says so itself, when it has saved where it stands.
    assert (state("pending"), state("begun")) == ("cancelled", "running")


def test_what_cannot_be_cancelled_now_is_when_the_cluster_answers(
    there: Cluster, new_run: NewRun
) -> None:
    new_run("a")
    launch.advance()
    begin("a")
    there.answers = False
    with pytest.raises(FerError, match="'a' is cancelled when it answers again"):
        launch.cancel("a")
    there.answers = True
    lose(there, "a")
    launch.advance()
    assert state("a") == "cancelled"


def test_a_cluster_that_does_not_answer_loses_nothing(there: Cluster, new_run: NewRun) -> None:
    run = new_run("a")
    launch.advance()
    new_run("b")
    there.answers = False
    with pytest.raises(FerError, match="No cluster answers"):
        launch.advance()
    assert (state("a"), state("b")) == ("running", "queued")
    long_ago = time.time() - 3600
    run_status.write(run.folder, run_status.written(run.folder), at=long_ago)
    assert state("a") == "interrupted"


def test_what_could_not_be_handed_in_waits_where_it_was(there: Cluster, new_run: NewRun) -> None:
    run = new_run("a")
    before = run_status.written(run.folder)
    there.answers = False
    with pytest.raises(FerError, match="No cluster answers"):
        launch.advance()
    assert run_status.written(run.folder) == before


def test_a_worker_begins_only_what_it_was_started_for(
    there: Cluster, new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_run("a"), new_run("next")
    monkeypatch.setenv("FER_JOBS", "1")
    launch.advance()
    monkeypatch.setenv("FER_JOB", "fer-of-before")
    with pytest.raises(FerError, match="given to another worker"):
        launch.claim("a")
    (job,) = there.jobs
    monkeypatch.setenv("FER_JOB", job)
    assert launch.claim("a").name == "a"
    status = find("a").status
    assert (status.state, status.launcher, status.job) == ("running", "ray", job)
    assert status.process
    assert status.host
    # What it takes then is its own too.
    assert launch.take_next("cuda") is None
    assert launch.take_next("cpu").name == "next"
    assert find("next").status.job == job
    assert launch.take_next("cpu") is None


def test_a_process_that_knows_no_cluster_goes_by_the_last_word(
    there: Cluster, new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = new_run("a")
    launch.advance()
    monkeypatch.setenv("FER_LAUNCHER", "local")
    monkeypatch.setattr(cluster, "losses", lambda jobs: pytest.fail("it was asked"))
    assert launch.advance() == []
    assert state("a") == "running"
    run_status.write(run.folder, run_status.written(run.folder), at=time.time() - 3600)
    assert state("a") == "interrupted"


def test_what_waits_for_this_machine_is_queued_for_the_cluster(
    there: Cluster, new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FER_LAUNCHER", "local")
    run = new_run("mine")
    monkeypatch.setenv("FER_LAUNCHER", "ray")
    assert launch.advance() == []
    launch.enqueue(run.config)
    assert launch.advance() == ["mine"]
