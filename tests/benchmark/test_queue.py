import json
import os

import pytest

from fer.cli import main
from fer.runs import all_runs


def test_the_queue_is_timed_and_leaves_nothing_behind(capsys: pytest.CaptureFixture[str]) -> None:
    before = dict(os.environ)
    assert main(["bench", "--queue", "--runs", "25", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["runs"], result["workers"]) == (25, 2)
    assert all(result[name] > 0 for name in ("queued", "started", "taken", "look", "first_look"))
    assert dict(os.environ) == before
    assert all_runs() == []


@pytest.mark.parametrize("options", [["--runs", "3"], ["--queue", "--faces", "3"]])
def test_an_option_of_another_mode_is_refused(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["bench", *options])
    assert "goes with --" in capsys.readouterr().err
