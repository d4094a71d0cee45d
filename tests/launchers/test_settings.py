import pytest

from fer import launchers
from fer.errors import FerError
from fer.launchers import base, settings


def test_processes_of_this_machine_unless_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in (None, "", "local"):
        if value is not None:
            monkeypatch.setenv("FER_LAUNCHER", value)
        assert launchers.chosen().name == "local"
        assert not settings.wanted()
    monkeypatch.setenv("FER_LAUNCHER", "ray")
    assert launchers.chosen().name == "ray"
    monkeypatch.setenv("FER_LAUNCHER", "slurm")
    with pytest.raises(FerError, match="FER_LAUNCHER must be local or ray, not 'slurm'"):
        launchers.chosen()


@pytest.mark.parametrize(
    ("name", "ask", "usual", "good", "bad"),
    [
        ("FER_JOBS", base.limit, None, {"3": 3}, ("0", "many", "-1", "")),
        ("FER_JOB_CPUS", settings.cores, 1, {"4": 4}, ("0", "1.5", "x", "")),
        ("FER_JOB_GPUS", settings.gpus, 1, {"0.25": 0.25, "1": 1}, ("0", "2", "nan", "")),
        ("FER_JOB_MINUTES", settings.minutes, 30, {"0": 0, "1.5": 1.5}, ("-1", "inf", "x")),
    ],
)
def test_a_setting_is_a_number_or_a_sentence(
    name: str, ask, usual, good: dict, bad: tuple, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(name, raising=False)
    assert ask() == usual
    for value, number in good.items():
        monkeypatch.setenv(name, value)
        assert ask() == number
    for value in bad:
        monkeypatch.setenv(name, value)
        with pytest.raises(FerError, match=f"{name} must be .*, not '{value}'"):
            ask()


def test_an_attempt_is_a_processes_own_unless_it_was_started_for_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("FER_JOB", raising=False)
    assert base.this_job() == base.this_job() != base.new_job()
    monkeypatch.setenv("FER_JOB", "fer-1")
    assert base.this_job() == "fer-1"
