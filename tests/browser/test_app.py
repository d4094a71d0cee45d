import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from fer.prediction import DEFAULT_RUNS
from fer.views.frame import PAGES

from .conftest import settle


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_every_address_opens_by_itself(page: Page, address: str, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/{'' if name == 'Start' else name}")
    if name == "Compare":
        expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    elif name == "Predict":
        expect(page.get_by_role("radio", name="Upload")).to_be_visible()
    else:
        expect(page.locator("h1")).to_have_text("FER Compare" if name == "Start" else name)
    if width < 400:
        page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_role("link", name="Compare").first).to_be_in_viewport()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0
    # No font, icon or script comes from another host.
    assert not [url for url in asked if not url.startswith((address, "data:", "blob:"))]


def test_a_network_is_trained_and_compared(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{address}/Train")
    page.get_by_role("combobox", name="Data set").click()
    page.get_by_role("option", name="synthetic").click()
    page.get_by_role("radio", name="CNN").click()
    epochs = page.get_by_role("spinbutton", name="Epochs")
    epochs.fill("1")
    epochs.press("Enter")
    start = page.get_by_role("button", name="Start training")
    start.click()
    # Beside the form, where the eye is, without scrolling.
    expect(page.get_by_text("cnn-0.2-synthetic").first).to_be_in_viewport(ratio=1)
    start.click()
    expect(page.get_by_text("Here already with these settings")).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_text("Here already with these settings")).to_have_count(0)
    expect(page.get_by_text("Finished:")).to_be_visible(timeout=240_000)
    page.reload()
    expect(page.get_by_role("spinbutton", name="Epochs")).to_have_value("1")

    page.get_by_role("link", name="Compare").first.click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    settle(page)
    page.get_by_role("combobox", name="Data set").click()
    page.get_by_role("option", name="synthetic").click()
    expect(page.get_by_text("1 row")).to_be_visible()
    page.wait_for_url(re.compile(r"\?data="))
    page.goto(f"{page.url}&run=cnn-0.2-synthetic")
    expect(page.get_by_text("cnn-0.2-synthetic has")).to_be_visible()


def test_a_photo_is_judged_by_three_networks(page: Page, address: str) -> None:
    from skimage.data import astronaut

    photo = io.BytesIO()
    Image.fromarray(astronaut()).save(photo, "PNG")
    page.goto(f"{address}/Predict")
    page.locator("input[type=file]").set_input_files(
        {"name": "astronaut.png", "mimeType": "image/png", "buffer": photo.getvalue()}
    )
    expect(page.get_by_text("1 face found")).to_be_visible(timeout=120_000)
    for run in DEFAULT_RUNS:
        expect(page.locator("strong", has_text=run).first).to_be_visible()
    expect(page.get_by_text(re.compile(r" ms for \d crop"))).to_have_count(len(DEFAULT_RUNS))


def test_a_file_that_is_no_picture_is_a_sentence(page: Page, address: str) -> None:
    page.goto(f"{address}/Predict")
    page.locator("input[type=file]").set_input_files(
        {"name": "notes.png", "mimeType": "image/png", "buffer": b"not a picture"}
    )
    alert = page.get_by_test_id("stAlert").first
    expect(alert).to_contain_text("not a picture of a known format", timeout=120_000)
    expect(page.get_by_test_id("stException")).to_have_count(0)
