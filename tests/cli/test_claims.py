import json

from fer import paths
from fer.claims import CLAIMS
from fer.cli import main

REAL_ZOO = paths.REPOSITORY / "artifacts" / "zoo"


def test_the_zoo_is_judged_in_json_and_in_words(monkeypatch, capsys) -> None:
    monkeypatch.setattr(paths, "ZOO", REAL_ZOO)
    assert main(["claims", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [each["claim"] for each in shown] == list(range(1, 10))
    for each in shown:
        assert {"claim", "text", "verdict", "parts"} == set(each)
        for part in each["parts"]:
            assert {"text", "verdict", "effect", "ci95", "seeds"} <= set(part)
    assert main(["claims"]) == 0
    said = capsys.readouterr().out
    for claim, each in zip(CLAIMS, shown, strict=True):
        assert f"{claim.number}. {claim.text} {each['verdict'].upper()}" in said


def test_without_runs_nothing_can_be_told(capsys) -> None:
    assert main(["claims", "--json"]) == 0
    # Only the number of filters is counted without any training.
    told = [
        part["text"]
        for each in json.loads(capsys.readouterr().out)
        for part in each["parts"]
        if part["verdict"] != "cannot be told"
    ]
    assert len(told) == 1
    assert "Filters" in told[0]
