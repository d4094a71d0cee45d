"""The Report's file, as it is downloaded and opened."""

import io
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page, expect

LABELS = ".xtick text, .ytick text, .g-xtitle text, .g-ytitle text"
CUT = """(figure, labels) => {
  const all = figure.getBoundingClientRect();
  return [...figure.querySelectorAll(labels)].filter(label => {
    const box = label.getBoundingClientRect();
    return box.left < all.left || box.right > all.right || box.top < all.top
      || box.bottom > all.bottom;
  }).map(label => label.textContent);
}"""


def test_the_downloaded_file_can_be_read_and_printed(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.goto(f"{address}/Report")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download this page").click()
    path = tmp_path / "report.html"
    download.value.save_as(path)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    figures = page.locator("figure")
    expect(figures).to_have_count(2)
    expect(page.locator(".verdict").first).to_be_visible()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        figure = figures.first
        expect(figure.locator(".g-ytitle text")).to_have_text("Accuracy on private")
        page.wait_for_function(
            "([figure, width]) => figure.querySelector('.main-svg').clientWidth <= width",
            arg=[figure.element_handle(), width],
        )
        assert figure.locator(LABELS).count() > 8
        assert figure.evaluate(CUT, LABELS) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        drawn = figure.locator(".js-plotly-plot").screenshot()
        shot = np.asarray(Image.open(io.BytesIO(drawn)).convert("L"))
        # Dark ink stands left of the axis, and none at the very edge.
        assert (shot[:, 3:60] < 100).any()
        assert (shot[:, :2] > 200).all()
    printed = page.pdf(format="A4")
    assert printed.startswith(b"%PDF")
    assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]
