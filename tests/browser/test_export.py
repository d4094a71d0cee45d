"""The exported page, opened from the disk as its README says."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from fer.export import export
from fer.export.folder import PICTURE
from fer.runs import Run

from .conftest import BROWSERS

LARGEST = 0.02
"""Of a share, between the two runtimes and the browser's decoding of a picture."""


@pytest.fixture
def folder(untrained_run: Callable[..., Run], tmp_path: Path) -> Path:
    export(untrained_run(width=0.1), "browser", None, tmp_path / "out")
    return tmp_path / "out"


def shares(page: Page) -> list[float]:
    """The shares that the page shows."""
    return [float(text.split()[0]) / 100 for text in page.locator(".share").all_inner_texts()]


def test_it_answers_without_a_server_and_without_a_network(page: Page, folder: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / "index.html").as_uri())
    expect(page.locator("#answer")).not_to_be_empty()
    expected = json.loads((folder / "example.json").read_text())
    expect(page.locator("#answer")).to_have_text(expected["label"])
    assert shares(page) == pytest.approx(list(expected["probabilities"].values()), abs=LARGEST)
    assert {url.partition(":")[0] for url in asked} <= {"file", "blob", "data"}

    before = page.locator("#bars").inner_text()
    page.locator("#file").set_input_files(PICTURE)
    expect(page.locator("#bars")).not_to_have_text(before)
    # The square around the whole picture shows the same face as before.
    page.locator("#size").fill("480")
    expect(page.locator("#answer")).to_have_text(expected["label"])
    assert shares(page) == pytest.approx(list(expected["probabilities"].values()), abs=LARGEST)
    page.locator("#file").set_input_files(folder / "README.md")
    expect(page.locator("#message")).to_contain_text("no picture")


def test_it_reads_the_camera(browser: Browser, folder: Path) -> None:
    executable = next(path for name in BROWSERS if (path := shutil.which(name)))
    options = ("--no-sandbox", *(f"--use-fake-{name}" for name in (
        "device-for-media-stream", "ui-for-media-stream",
    )))  # fmt: skip
    with_camera = browser.browser_type.launch(executable_path=executable, args=options)
    page = with_camera.new_context().new_page()
    page.goto((folder / "index.html").as_uri())
    expect(page.locator("#answer")).not_to_be_empty()
    page.get_by_role("button", name="Use the camera").click()
    expect(page.locator("#size")).to_have_value("240")
    # The camera's test picture moves.
    before = page.locator("#bars").inner_text()
    expect(page.locator("#bars")).not_to_have_text(before)
    with_camera.close()
