"""Faces and classes of one's own, from the archive to the answers."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ..data.archives import to_zip, tree, write

CLASSES = ("asleep", "attentive", "bored")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Three classes in folders by number, with one test split."""
    counts = {f"{part}/{number}": count for part, count in (("train", 40), ("test", 8))
              for number in range(3)}  # fmt: skip
    return write(tmp_path, "lecture.zip", to_zip(tree(counts)))


def test_own_classes_go_from_the_archive_to_the_answers(
    page: Page, address: str, archive: Path
) -> None:
    page.goto(f"{address}/Data")
    path = page.get_by_label("Path of the archive, folder or CSV")
    expect(page.get_by_text("A closer look")).to_be_visible()
    # Open by itself only where there is no set yet.
    if not path.is_visible():
        page.get_by_text("Import a data set").click()
    path.fill(str(archive))
    path.press("Enter")
    page.get_by_role("button", name="Import", exact=True).click()
    for number, name in enumerate(CLASSES):
        expect(page.get_by_role("img", name=f"a face of class {number}")).to_be_visible()
        page.get_by_role("textbox", name=f"Class {number}").fill(name)
    page.get_by_role("button", name="Import with these classes").click()
    expect(page.get_by_text("Imported 144 images as lecture.")).to_be_visible()
    expect(page.get_by_text("is only measured on")).to_be_visible()

    page.get_by_role("link", name="Train").first.click()
    page.get_by_role("combobox", name="Data set").click()
    page.get_by_role("option", name="lecture").click()
    page.get_by_role("radio", name="CNN").click()
    epochs = page.get_by_role("spinbutton", name="Epochs")
    epochs.fill("3")
    epochs.press("Enter")
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_text("Finished:")).to_be_visible(timeout=240_000)

    page.get_by_role("link", name="Compare").first.click()
    page.get_by_role("combobox", name="Data set").click()
    page.get_by_role("option", name="lecture").click()
    expect(page.get_by_text("Accuracy on test:")).to_be_visible()
    page.wait_for_url(re.compile(r"\?data="))
    page.goto(f"{page.url}&run=cnn-0.2-lecture")
    expect(page.get_by_text("cnn-0.2-lecture has")).to_be_visible()
    expect(page.get_by_text("Which class is taken for which (test)")).to_be_visible()

    page.get_by_role("link", name="Predict").first.click()
    runs = page.get_by_role("combobox", name=re.compile("Runs to compare"))
    runs.fill("cnn-0.2-lecture")
    runs.press("Enter")
    # An open list hides the rest of the page from assistive technology, and so from `get_by_role`.
    runs.press("Escape")
    page.get_by_role("radio", name="Example").click()
    expect(page.get_by_text("cnn-0.2-lecture: asleep, attentive, bored")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_the_same_on_the_command_line(
    archive: Path, artifacts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fer(*arguments: str) -> dict | list:
        done = subprocess.run(
            [sys.executable, "-m", "fer", *arguments, "--json"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    info = fer("data", "import", str(archive), "--classes", ",".join(CLASSES))
    assert info["counts"]["test"] == {"total": 24, **dict.fromkeys(CLASSES, 8)}
    network = ("--family", "cnn", "--width", "0.05")
    trained = fer("train", *network, "--data", "lecture", "--epochs", "3", "--name", "own")
    assert trained["schema"]["classes"] == list(CLASSES)
    assert list(trained["splits"]) == ["train", "validation", "test"]
    assert fer("evaluate", "own")["split"] == "test"
    picture = "fer/prediction/astronaut.jpg"
    (answer,) = fer("predict", picture, "--runs", "own")
    (said,) = answer["faces"][0]["predictions"]
    assert tuple(said["probabilities"]) == CLASSES
