"""What cannot stand in `metrics.json`, `config.json` and `status.json`."""

import json
from pathlib import Path

import pytest

from fer.runs import Run, all_runs
from fer.runs.run import CONFIG, METRICS
from fer.runs.status import FILE

NAN, INFINITY, HUGE = float("nan"), float("inf"), 10**400
DEEP = json.loads("[" * 50 + "]" * 50)
PRIVATE = ("splits", "private")


@pytest.mark.parametrize(
    ("place", "value", "fault"),
    [
        (
            (*PRIVATE, "accuracy"),
            "high",
            "splits.private.accuracy must be a number from 0 to 1, not 'high'",
        ),
        (
            (*PRIVATE, "accuracy"),
            NAN,
            "splits.private.accuracy must be a number from 0 to 1, not nan",
        ),
        ((*PRIVATE, "accuracy"), INFINITY, "splits.private.accuracy must be"),
        ((*PRIVATE, "accuracy"), None, "splits.private.accuracy must be"),
        ((*PRIVATE, "accuracy"), 1.5, "splits.private.accuracy must be"),
        ((*PRIVATE, "accuracy"), True, "splits.private.accuracy must be"),
        ((*PRIVATE, "n"), 35.0, "splits.private.n must be a whole number"),
        ((*PRIVATE, "n"), 34, "splits.private.confusion must count the split's 34 images, not 35"),
        ((*PRIVATE, "ci95"), [0.5], "splits.private.ci95 must have 2 entries, not 1"),
        ((*PRIVATE, "ci95"), [0.6, 0.5], "splits.private.ci95 must be a lower and an upper end"),
        ((*PRIVATE, "ci95"), [0.5, 1.1], "splits.private.ci95[1] must be"),
        ((*PRIVATE, "ci95"), {"low": 0}, "splits.private.ci95 must be a list, not an object"),
        ((*PRIVATE, "recall", "fear"), "half", "splits.private.recall.fear must be"),
        ((*PRIVATE, "recall", "fear"), -0.1, "splits.private.recall.fear must be"),
        ((*PRIVATE, "recall"), [], "splits.private.recall must be an object, not a list of 0"),
        ((*PRIVATE, "recall"), {"angry": 1.0}, "splits.private.recall lacks disgust"),
        ((*PRIVATE, "confusion", 2, 3), -1, "splits.private.confusion[2][3] must be"),
        ((*PRIVATE, "confusion", 2, 3), 1.5, "splits.private.confusion[2][3] must be"),
        ((*PRIVATE, "confusion", 2), [], "splits.private.confusion[2] must have 7 entries, not 0"),
        (
            (*PRIVATE, "without_twins", "accuracy"),
            None,
            "splits.private.without_twins.accuracy must be",
        ),
        (("parameters",), HUGE, "parameters must be a whole number of at least 1, not 1000"),
        (("parameters",), "many", "parameters must be"),
        (("parameters",), 2**63, "parameters must be"),
        (("macs",), -1, "macs must be"),
        (("bytes",), HUGE, "bytes must be"),
        (("bytes",), None, "bytes must be"),
        (("best_epoch",), 0, "best_epoch must be"),
        (("training_seconds",), -1, "training_seconds must be"),
        (("training_images_per_second",), 0, "training_images_per_second must be"),
        (("splits",), [], "splits must be an object"),
        (("splits", "train"), {}, "splits.train lacks n, accuracy, ci95"),
        (("splits", "more"), 1, "splits.more must be an object"),
        (("averaged",), [1], "averaged must be an object"),
        (("averaged", "splits", "private", "ci95"), None, "averaged.splits.private.ci95 must be"),
        (("teacher",), {"run": "t"}, "teacher lacks weights, splits"),
        (("unknown",), [NAN], "unknown must be a number, not nan"),
        (("unknown",), json.loads("[" * 50 + "]" * 50), "unknown must not be nested"),
    ],
)
def test_metrics(folder: Path, change, reason, place: tuple, value: object, fault: str) -> None:
    change(folder / METRICS, place, value)
    assert reason().startswith(f"{METRICS}: {fault}")


@pytest.mark.parametrize(
    ("place", "value", "fault"),
    [
        (("channels", 0), 10**9, "Every channel count must lie between 1 and 65,536."),
        (("channels", 0), HUGE, "channels[0] must be a whole number"),
        (("channels",), [True] * 5, "channels[0] must be a whole number, not true."),
        (("channels",), [2.0] * 5, "channels[0] must be a whole number, not 2.0."),
        (("channels",), ["2"] * 5, "channels[0] must be a whole number, not '2'."),
        (("channels",), [60_000] * 5, "This network has 129,602,160,007 parameters"),
        (("stages",), [10**9] * 5, "A network has at most 100"),
        (("hidden",), [1] * 1000, "A network has at most 100"),
        (("family",), ["cnn"], "family must be one of mobilenet, cnn, teacher"),
        (("grid",), None, "grid must be a whole number, not null."),
        (("dropout",), NAN, "dropout must be a number, not nan."),
        (("width",), INFINITY, "width must be a number from 0.05 to 2, not inf."),
        (("seed",), HUGE, "seed must be a whole number"),
        (("data",), {}, "data must be a text"),
        (("run",), "\ud800", "run must be a text that can be shown"),
        (("recipe", "epochs"), "30", "recipe.epochs must be a whole number, not '30'."),
        (("recipe", "epochs"), 0, "The number of epochs must lie between"),
        (("recipe", "learning_rate"), NAN, "recipe.learning_rate must be a number"),
        (("recipe", "augmentation", "flip"), 1, "recipe.augmentation.flip must be true"),
        (("validation", "kind"), "half", "validation.kind must be one of grouped, random"),
        (("distillation",), {"teacher": 3}, "distillation.teacher must be a text"),
        (("distillation",), {}, "distillation lacks teacher."),
        (("unknown",), DEEP, "unknown must not be nested"),
    ],
)
def test_config(folder: Path, change, reason, place: tuple, value: object, fault: str) -> None:
    change(folder / CONFIG, place, value)
    assert reason().startswith(f"{CONFIG}: {fault}")


@pytest.mark.parametrize("version", [1, 99, None, "2", 2.5])
def test_another_schema_says_what_to_do(folder: Path, change, reason, version: object) -> None:
    change(folder / CONFIG, ("schema_version",), version)
    assert reason().startswith("config.json has schema version ")
    assert "train the network again" in reason()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state", "dancing"),
        ("state", ["finished"]),
        ("epoch", "two"),
        ("epoch", -1),
        ("epoch", True),
        ("step", 0.5),
        ("eta_seconds", NAN),
        ("eta_seconds", INFINITY),
        ("process", 10**30),
        ("process", "1"),
        ("started", "today"),
        ("heartbeat", None),
        ("images_per_second", -1),
        ("message", {"a": DEEP}),
        ("message", "\udcff"),
    ],
)
def test_status(folder: Path, change, reason, name: str, value: object) -> None:
    change(folder / FILE, (name,), value)
    assert reason().startswith(f"{FILE}: {name} must be ")


def test_a_status_has_no_other_fields(folder: Path, change, reason) -> None:
    change(folder / FILE, ("mood",), "good")
    assert reason() == "status.json has an unknown field, 'mood'."


@pytest.mark.parametrize("name", [METRICS, CONFIG, FILE])
@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ("\ufeff{}", "is not JSON"),
        ("[]", "must be an object, not a list of 0."),
        ("null", "must be an object, not null."),
        ("[" * 100_000 + "]" * 100_000, "is nested too deep."),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "is nested too deep."),
        ("9" * 1_000_000, "has a number of thousands of digits."),
        (" " * 4_000_001, "has more than 4,000,000 bytes."),
    ],
)
def test_no_json_of_a_run(folder: Path, reason, name: str, text: str, fault: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    assert reason().startswith(f"{name} {fault}")


def test_what_was_mended_is_a_run_again(folder: Path, reason) -> None:
    right = (folder / METRICS).read_bytes()
    (folder / METRICS).write_text("{}")
    assert reason() == reason()
    (folder / METRICS).write_bytes(right)
    (run,) = all_runs()
    assert isinstance(run, Run)
