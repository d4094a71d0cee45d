"""Faces and classes of one's own, from the archive to the answers."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from ..data.archives import CLASSES, three_classes
from .conftest import settle


def test_own_classes_go_from_the_archive_to_the_answers(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.goto(f"{address}/Data")
    path = page.get_by_label("Path of the archive, folder or CSV")
    expect(page.get_by_text("A closer look")).to_be_visible()
    # Open by itself only where there is no set yet, once it has unfolded.
    settle(page)
    if not path.is_visible():
        page.get_by_text("Import a data set").click()
    path.fill(str(three_classes(tmp_path, "lecture.zip")))
    path.press("Enter")
    page.get_by_role("button", name="Import", exact=True).click()
    for number, name in enumerate(CLASSES):
        expect(page.get_by_role("img", name=f"a face of class {number}")).to_be_visible()
        page.get_by_role("textbox", name=f"Class {number}").fill(name)
    page.get_by_role("button", name="Import with these classes").click()
    expect(page.get_by_text("Imported 144 images as lecture.")).to_be_visible()
    expect(page.get_by_text("is only measured on")).to_be_visible()

    page.get_by_role("link", name="Train").first.click()
    expect(page.locator("h1")).to_have_text("Train")
    settle(page)
    page.get_by_role("combobox", name="Data set").click()
    page.get_by_role("option", name="lecture").click()
    page.get_by_role("radio", name="CNN").click()
    # A number that is typed before the page has answered may be lost.
    settle(page)
    epochs = page.get_by_role("spinbutton", name="Epochs")
    epochs.fill("3")
    epochs.press("Enter")
    page.set_viewport_size({"width": 1280, "height": 800})
    start = page.get_by_role("button", name="Start training")
    start.click()
    # Beside the form, where the eye is, without scrolling.
    expect(page.get_by_text("cnn-0.2-lecture").first).to_be_in_viewport(ratio=1)
    start.click()
    expect(page.get_by_text("Here already with these settings")).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_text("Here already with these settings")).to_have_count(0)
    expect(page.get_by_text("Finished:")).to_be_visible(timeout=240_000)
    page.reload()
    expect(page.get_by_role("spinbutton", name="Epochs")).to_have_value("3")

    page.get_by_role("link", name="Compare").first.click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    settle(page)
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
