"""Uploads and the camera, end to end."""

import csv
import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from skimage.data import astronaut

from fer.prediction import DEFAULT_RUNS
from fer.schema import FER2013

from .conftest import BROWSERS, PATIENCE

SECONDS = 120_000


def group_photo() -> bytes:
    """Seven heads in two rows, the outer ones leaning."""
    head = Image.fromarray(astronaut()[0:300, 80:380])
    photo = Image.new("RGB", (960, 520), (120, 140, 110))
    for place, angle in enumerate((-20, 0, 0, 20, -10, 0, 10)):
        turned = head.rotate(angle, Image.Resampling.BICUBIC, fillcolor=(120, 140, 110))
        row, column = divmod(place, 4)
        photo.paste(turned.resize((230, 230)), (5 + 240 * column, 10 + 260 * row))
    file = io.BytesIO()
    photo.save(file, "PNG")
    return file.getvalue()


def draw_a_box(page: Page) -> None:
    """Add a face by hand, between the heads."""
    page.set_viewport_size({"width": 1280, "height": 1600})
    page.get_by_text("Drop a face or add one").click()
    # While it unfolds, a click may miss.
    page.wait_for_timeout(1000)
    page.get_by_text("Add a face by hand").click()
    drawing = page.locator(".js-plotly-plot", has=page.locator("image")).first
    expect(drawing).to_be_visible()
    page.wait_for_timeout(1000)
    place = drawing.bounding_box()
    page.mouse.move(place["x"] + 560, place["y"] + 250)
    page.mouse.down()
    page.mouse.move(place["x"] + 630, place["y"] + 340, steps=8)
    page.mouse.up()


@pytest.fixture
def camera_page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page of a browser whose camera plays a video of the astronaut, coming slowly nearer."""
    video = tmp_path / "astronaut.mjpeg"
    with video.open("wb") as file:
        for step in range(30):
            edge = 2 * step
            frame = Image.fromarray(astronaut()).crop((edge, 0, 512 - edge, 384))
            frame.resize((640, 480)).save(file, "JPEG", quality=90)
    executable = next(path for name in BROWSERS if (path := shutil.which(name)))
    options = (
        "--no-sandbox",
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={video}",
    )
    with_camera = browser.browser_type.launch(executable_path=executable, args=options)
    page = with_camera.new_context(permissions=["camera"]).new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    with_camera.close()


def expect_bars_of_three_runs(page: Page) -> None:
    expect(page.get_by_text(re.compile(r" ms for \d crop"))).to_have_count(3, timeout=SECONDS)
    for run in DEFAULT_RUNS:
        expect(page.locator("strong", has_text=run)).to_have_count(1)
    expect(page.locator(".js-plotly-plot .bars")).to_have_count(3)


def test_seven_faces_fit_one_screen_and_one_that_is_pressed_shows_all(
    page: Page, address: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{address}/Predict")
    page.locator("input[type=file]").set_input_files(
        {"name": "group.png", "mimeType": "image/png", "buffer": group_photo()}
    )
    expect(page.get_by_text("7 faces found")).to_be_visible(timeout=SECONDS)
    faces = page.locator("tbody tr")
    expect(faces).to_have_count(7)
    photo = page.get_by_alt_text("group.png with a numbered box round each face")
    for element in (photo, faces.first, faces.last):
        expect(element).to_be_in_viewport(ratio=1)
    faces.nth(1).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Face 2")
    expect_bars_of_three_runs(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    with page.expect_download() as table:
        page.get_by_role("button", name="Table (CSV)").click()
    rows = list(csv.DictReader(table.value.path().read_text().splitlines()))
    assert [row["run"] for row in rows] == list(DEFAULT_RUNS) * 7
    with page.expect_download() as album:
        page.get_by_role("button", name="Pictures with boxes").click()
    with zipfile.ZipFile(album.value.path()) as pictures:
        (name,) = pictures.namelist()
        assert Image.open(pictures.open(name)).size == (960, 520)

    page.get_by_role("link", name="Start").first.click()
    expect(page.locator("tbody tr")).to_have_count(0)
    page.get_by_role("link", name="Predict").first.click()
    expect(faces).to_have_count(7)
    draw_a_box(page)
    expect(page.get_by_text("8 faces found")).to_be_visible(timeout=SECONDS)
    page.get_by_role("button", name="Remove group.png").click()
    expect(faces).to_have_count(0)
    expect(page.get_by_text("group.png")).to_have_count(0)


def test_a_snapshot_shows_three_runs_bars_and_downloads(camera_page: Page, address: str) -> None:
    page = camera_page
    page.goto(f"{address}/Predict")
    page.get_by_text("Photo", exact=True).click()
    button = page.get_by_role("button", name="Take photo")
    expect(button).to_be_enabled()
    page.wait_for_timeout(1500)
    button.click()
    expect(page.get_by_text("1 face found")).to_be_visible(timeout=SECONDS)
    expect_bars_of_three_runs(page)
    expect(page.get_by_role("button", name="Table (CSV)")).to_be_visible()
    expect(page.get_by_role("button", name="Pictures with boxes")).to_be_visible()


def test_the_camera_is_judged_live(camera_page: Page, address: str) -> None:
    page = camera_page
    page.goto(f"{address}/Predict")
    page.get_by_text("Live", exact=True).click()
    live = page.locator(".live")
    expect(live).to_have_attribute("data-answered", re.compile(r"^([5-9]|\d\d+)$"))
    expect(live.locator(".faces > div")).to_have_count(1)
    expect(live.locator(".faces")).to_contain_text("happy")
    for run in DEFAULT_RUNS:
        expect(live.locator(".panel")).to_contain_text(run)
        expect(live.get_by_role("img", name=run, exact=True)).to_have_count(len(FER2013.classes))
    live.get_by_role("button", name="Stop").click()
    expect(live.locator(".faces > div")).to_have_count(0)
    assert page.evaluate(
        "() => [...document.querySelectorAll('*')].every("
        "each => !each.shadowRoot?.querySelector('video')?.srcObject)"
    )
