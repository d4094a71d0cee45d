import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from skimage.data import astronaut

from fer.prediction import DEFAULT_RUNS
from fer.views.frame import PAGES


@pytest.mark.parametrize("name", PAGES)
def test_every_address_opens_by_itself(page: Page, address: str, name: str) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{address}/{'' if name == 'Start' else name}")
    if name == "Compare":
        expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    elif name == "Predict":
        expect(page.get_by_role("radio", name="Upload")).to_be_visible()
    else:
        expect(page.locator("h1")).to_have_text("FER Compare" if name == "Start" else name)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    overflow = "document.documentElement.scrollWidth - window.innerWidth"
    assert page.evaluate(overflow) <= 0
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_role("link", name="Compare").first).to_be_in_viewport()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.get_by_role("link", name="Compare").first).to_be_in_viewport()
    assert page.evaluate(overflow) <= 0


def test_a_photo_is_judged_by_three_networks_and_what_is_none_is_a_sentence(
    page: Page, address: str
) -> None:
    photo = io.BytesIO()
    Image.fromarray(astronaut()).save(photo, "PNG")
    files = ("astronaut.png", photo.getvalue()), ("notes.png", b"not a picture")
    page.goto(f"{address}/Predict")
    page.locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": "image/png", "buffer": buffer} for name, buffer in files]
    )
    expect(page.get_by_text("1 face found")).to_be_visible()
    for run in DEFAULT_RUNS:
        expect(page.get_by_text(run).first).to_be_visible()
    expect(page.get_by_text("not a picture of a known format").first).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
