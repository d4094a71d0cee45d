import re
from pathlib import Path

from playwright.sync_api import Page, expect

VIEW = "Side by side"


def open_compare(page: Page, address: str, query: str = "") -> None:
    page.goto(f"{address}/Compare{query}")
    expect(page.locator(".js-plotly-plot").first).to_be_visible()


PLACE = """run => {
    const plot = document.querySelector('.js-plotly-plot');
    for (const trace of plot._fullData) {
        const index = (trace.customdata || []).findIndex(row => row[0] === run);
        if (index < 0) continue;
        const {xaxis, yaxis} = plot._fullLayout;
        const box = plot.getBoundingClientRect();
        return [
            box.left + xaxis._offset + xaxis.d2p(trace.x[index]),
            box.top + yaxis._offset + yaxis.d2p(trace.y[index]),
        ];
    }
}"""
"""Where plotly drew the marker of a run."""


def click_marker(page: Page, run: str) -> None:
    """Click a run's marker once the page has stopped moving it."""
    before, place = None, page.evaluate(PLACE, run)
    while place != before:
        page.wait_for_timeout(1000)
        before, place = place, page.evaluate(PLACE, run)
    page.mouse.move(*place)
    page.mouse.click(*place)


def test_a_clicked_marker_shows_its_run(page: Page, address: str) -> None:
    open_compare(page, address)
    click_marker(page, "cnn-265k")
    expect(page.get_by_text("cnn-265k has")).to_be_visible()


def test_an_address_brings_the_same_view_back(page: Page, address: str) -> None:
    open_compare(page, address)
    page.get_by_text("Filter", exact=True).click()
    page.get_by_role("button", name="CNN").first.click()
    page.get_by_role("button", name="Milliseconds a face, here").click()
    page.get_by_role("radio", name=VIEW).click()
    expect(page.get_by_text("McNemar").first).to_be_visible()
    expect(page.get_by_text("Milliseconds a face, here (log scale)")).to_be_visible()
    page.wait_for_url(re.compile("family"))
    there = page.context.new_page()
    there.goto(page.url)
    said = page.get_by_text("McNemar").first.inner_text()
    expect(there.get_by_text("McNemar").first).to_have_text(said)
    expect(there.get_by_text("Milliseconds a face, here (log scale)")).to_be_visible()
    expect(there.get_by_text("mobilenet-63k")).to_have_count(0)


def test_what_is_downloaded(page: Page, address: str, tmp_path: Path) -> None:
    open_compare(page, address)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download these runs").click()
    table = Path(download.value.path()).read_text()
    assert "cnn-61k" in table

    page.get_by_role("radio", name=VIEW).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).first.click()
    assert "accuracy on validation" in Path(download.value.path()).read_text()

    page.goto(f"{address}/Report")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download this page").click()
    path = tmp_path / "report.html"
    download.value.save_as(path)
    alone = page.context.new_page()
    requests: list[str] = []
    alone.on("request", lambda request: requests.append(request.url))
    alone.goto(path.as_uri())
    expect(alone.locator(".js-plotly-plot")).to_have_count(2)
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == []
